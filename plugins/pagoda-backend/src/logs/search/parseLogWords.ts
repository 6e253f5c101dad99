import { tokenize } from './tokenize';

/** Words to look for; several in one list stand together. */
export interface LogWords {
  /** A line has all of these. */
  all: string[][];
  /** A line has none of these. */
  none: string[][];
}

/**
 * Reads what people type into a search: `words`, `"words that stand together"`, `-without`, `-"without these"`. Every other sign only
 * divides words, so that there is nothing to escape.
 */
export function parseLogWords(text: string): LogWords {
  const words: LogWords = { all: [], none: [] };
  for (const match of text.matchAll(/(-?)(?:"([^"]*)"?|([^\s"]+))/g)) {
    const phrase = tokenize(match[2] ?? match[3]).map(({ word }) => word);
    if (phrase.length > 0) {
      (match[1] === '-' ? words.none : words.all).push(phrase);
    }
  }
  return words;
}
