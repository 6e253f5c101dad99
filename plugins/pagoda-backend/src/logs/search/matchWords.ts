import type { LogWords } from './parseLogWords';
import { tokenize, type Token } from './tokenize';

/** From and to (exclusive), in UTF-16 units. */
export type Highlight = [number, number];

/**
 * Where the words stand in a text, in order and without overlaps.
 *
 * @returns `undefined` when the text is not what is looked for
 */
export function matchWords(
  text: string,
  { all, none }: LogWords,
): Highlight[] | undefined {
  if (all.length === 0 && none.length === 0) {
    return [];
  }
  // Most lines lack a word, and this is seen without dividing them into words. Letters beyond ASCII can change by what stands next to them.
  const lower = text.toLowerCase();
  const lacks = (word: string) =>
    /^[a-z0-9]+$/.test(word) && !lower.includes(word);
  if (all.some(phrase => phrase.some(lacks))) {
    return undefined;
  }
  const tokens = tokenize(text);
  if (none.some(phrase => occurrences(tokens, phrase).length > 0)) {
    return undefined;
  }
  const found: Highlight[] = [];
  for (const phrase of all) {
    const places = occurrences(tokens, phrase);
    if (places.length === 0) {
      return undefined;
    }
    found.push(...places);
  }
  return merge(found);
}

function occurrences(tokens: Token[], phrase: string[]): Highlight[] {
  const places: Highlight[] = [];
  for (let at = 0; at + phrase.length <= tokens.length; at += 1) {
    if (phrase.every((word, index) => tokens[at + index].word === word)) {
      places.push([tokens[at].from, tokens[at + phrase.length - 1].to]);
    }
  }
  return places;
}

function merge(places: Highlight[]): Highlight[] {
  const merged: Highlight[] = [];
  for (const [from, to] of places.sort((a, b) => a[0] - b[0])) {
    const last = merged.at(-1);
    if (last && from <= last[1]) {
      last[1] = Math.max(last[1], to);
    } else {
      merged.push([from, to]);
    }
  }
  return merged;
}
