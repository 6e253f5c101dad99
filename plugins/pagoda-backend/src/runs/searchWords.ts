import { createHash } from 'node:crypto';
import type { Explanation } from '@pagoda/plugin-pagoda-common';

/** What of a run a text search looks at. */
export interface SearchableRun {
  number: number;
  experiment?: string;
  labels: Record<string, string>;
  parameters: Record<string, unknown>;
  explanation?: Pick<Explanation, 'code' | 'summary'>;
}

/** What of a run narrows a search, and never changes. */
export interface SearchScope {
  project?: string;
  experiment?: string;
  owner?: string;
  cluster?: string;
  sweep?: string;
}

/** Words of one run, and the length of one, that are kept. */
const MAX_WORDS = 250;
const MAX_LENGTH = 64;

const SCOPE_LETTERS: Record<keyof SearchScope, string> = {
  project: 'p',
  experiment: 'e',
  owner: 'o',
  cluster: 'c',
  sweep: 's',
};

/**
 * The words of a text: in lower case, without accents, numbers in one piece. What has parts gives its parts too:
 * `heat-map.py` gives `heat`, `map.py`, `map` and `py`.
 */
export function splitWords(text: string): string[] {
  const words = new Set<string>();
  const plain = text
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
    .toLowerCase();
  for (const piece of plain.split(/[^\p{L}\p{N}.]+/u)) {
    const whole = piece.replace(/^\.+|\.+$/g, '');
    const isNumber = /^[\d.]*$/.test(whole);
    for (const word of isNumber ? [whole] : [whole, ...whole.split('.')]) {
      if (word) {
        words.add(word.slice(0, MAX_LENGTH));
      }
    }
  }
  return [...words];
}

/** The words that a run is found by. */
export function searchWords(run: SearchableRun): string[] {
  const { number, experiment, labels, parameters, explanation } = run;
  const words = new Set<string>();
  for (const text of [
    String(number),
    experiment ?? '',
    explanation ? `${explanation.code} ${explanation.summary}` : '',
    ...Object.entries(labels).flat(),
    ...Object.entries(parameters).flatMap(([name, value]) => [
      name,
      typeof value === 'string' ? value : JSON.stringify(value),
    ]),
  ]) {
    for (const word of splitWords(text.slice(0, 1_000))) {
      words.add(word);
    }
    if (words.size >= MAX_WORDS) {
      break;
    }
  }
  return [...words].slice(0, MAX_WORDS);
}

/** Words that stand for the run's project, owner and so on; no text that somebody types has them. */
export function scopeWords(scope: SearchScope): string[] {
  return Object.entries(scope).flatMap(([name, value]) =>
    value === undefined ? [] : [scopeWord(name as keyof SearchScope, value)],
  );
}

/** The word that stands for one value, such as the project `vision`. */
export function scopeWord(name: keyof SearchScope, value: string): string {
  const hash = createHash('sha256').update(value).digest('hex').slice(0, 16);
  return `zz${SCOPE_LETTERS[name]}${hash}`;
}
