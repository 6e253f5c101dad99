'use strict';

/** Words of any script, in lower case; apostrophes and hyphens within a word belong to it. */
function toWords(text) {
  return (
    text
      .normalize('NFC')
      .toLowerCase()
      .replace(/\u2019/g, "'")
      .match(/\p{L}[\p{L}\p{M}]*(?:['-]\p{L}[\p{L}\p{M}]*)*/gu) ?? []
  );
}

/** Sentences end with . ! or ? before white space, or with a paragraph; those without a word don't count. */
function toSentences(text) {
  return text
    .split(/\n\s*\n|(?<=[.!?]["'\u201d\u2019)]*)\s+(?=\S)/u)
    .filter(sentence => /\p{L}/u.test(sentence));
}

/** Counts groups of vowels, less a silent e at the end. */
function countSyllables(word) {
  const groups =
    word
      .normalize('NFD')
      .replace(/\p{M}/gu, '')
      .match(/[aeiouy]+/g) ?? [];
  const silent = /[^aeiouyl]e$|[^aeiouytd]ed$/.test(word) ? 1 : 0;
  return Math.max(1, groups.length - silent);
}

/** Words with their counts, the most frequent first, words of the same count in the order of the alphabet. */
function countWords(words) {
  const counts = new Map();
  for (const word of words) {
    counts.set(word, (counts.get(word) ?? 0) + 1);
  }
  // By code points: the order must not depend on the machine's language.
  const before = (a, b) => (a < b ? -1 : 1);
  return [...counts].sort(([a, m], [b, n]) => n - m || before(a, b));
}

/** The exponent s of frequency ~ 1 / rank^s, by least squares on the logarithms; undefined for fewer than three words. */
function fitZipf(ranked) {
  if (ranked.length < 3) {
    return undefined;
  }
  const points = ranked.map(([, count], i) => [
    Math.log(i + 1),
    Math.log(count),
  ]);
  const mean = k => points.reduce((sum, p) => sum + p[k], 0) / points.length;
  const [mx, my] = [mean(0), mean(1)];
  let covariance = 0;
  let variance = 0;
  for (const [x, y] of points) {
    covariance += (x - mx) * (y - my);
    variance += (x - mx) ** 2;
  }
  // Not -0 where all words occur equally often.
  return 0 - covariance / variance;
}

/** Flesch's reading ease (1948) and the grade of Kincaid et al. (1975). */
function readability(words, sentences, syllables) {
  const wordsPerSentence = words / sentences;
  const syllablesPerWord = syllables / words;
  return {
    wordsPerSentence,
    syllablesPerWord,
    fleschReadingEase:
      206.835 - 1.015 * wordsPerSentence - 84.6 * syllablesPerWord,
    fleschKincaidGrade:
      0.39 * wordsPerSentence + 11.8 * syllablesPerWord - 15.59,
  };
}

module.exports = {
  countSyllables,
  countWords,
  fitZipf,
  readability,
  toSentences,
  toWords,
};
