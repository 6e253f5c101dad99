/** A word of a text, and where it stands (UTF-16 units, `to` exclusive). */
export interface Token {
  word: string;
  from: number;
  to: number;
}

/** Longer words are known by their beginning; below what Elasticsearch's whitespace tokenizer takes. */
const LONGEST_WORD = 200;

/**
 * The words of a text in lower case: runs of letters, marks and digits. Both log stores search for these and nothing else, so that they
 * find the same.
 */
export function tokenize(text: string): Token[] {
  const tokens: Token[] = [];
  for (const match of text.matchAll(/[\p{L}\p{M}\p{N}]+/gu)) {
    tokens.push({
      word: cut(match[0].toLowerCase()),
      from: match.index,
      to: match.index + match[0].length,
    });
  }
  return tokens;
}

/** Cut between characters, not within one. */
function cut(word: string): string {
  return word.length <= LONGEST_WORD
    ? word
    : word.slice(0, LONGEST_WORD).replace(/[\uD800-\uDBFF]$/, '');
}
