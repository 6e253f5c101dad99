'use strict';
const {
  readFileSync,
  readdirSync,
  realpathSync,
  writeFileSync,
} = require('node:fs');
const { join, resolve, sep } = require('node:path');
const measures = require('./measures');
const { ENGLISH } = require('./stopWords');

const file = parameter('FILE', 'declaration-of-independence.txt');
const top = Number(parameter('TOP', 50));
const stopwords = parameter('STOPWORDS', 'english');
const shortest = Number(parameter('SHORTEST', 1));
const texts = join(process.env.PAGODA_INPUT_DIR || '.', 'texts');
const output = process.env.PAGODA_OUTPUT_DIR || '.';

/** A value of the experiment's parameter schema, which the platform has checked. */
function parameter(name, fallback) {
  const text = process.env[`PAGODA_PARAM_${name}`];
  return text === undefined ? fallback : text;
}

/** Ends with a sentence for the log, which the run's explanation shows. */
function fail(message) {
  console.error(message);
  process.exit(2);
}

/** The text, if it is one and lies in the volume. */
function readText() {
  const root = realpathSync(texts);
  let path;
  try {
    path = realpathSync(resolve(root, file));
  } catch {
    const there = readdirSync(root).sort().slice(0, 20).join(', ');
    fail(
      `file: there is no '${file}' in the volume texts; there are: ${there || 'no files yet, upload one'}`,
    );
  }
  if (!path.startsWith(root + sep)) {
    fail(`file: '${file}' is not within the volume texts`);
  }
  const bytes = readFileSync(path);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return fail(`file: '${file}' is not UTF-8 text; convert it first`);
  }
}

const text = readText();
console.log(`Read ${file}: ${text.length} characters`);
const words = measures.toWords(text);
if (words.length === 0) {
  fail(`file: '${file}' has no words`);
}
const sentences = measures.toSentences(text);
const ranked = measures.countWords(words);
console.log(
  `${words.length} words, ${ranked.length} different ones, ${sentences.length} sentences`,
);

const shown = ranked
  .filter(
    ([word]) =>
      word.length >= shortest &&
      !(stopwords === 'english' && ENGLISH.has(word)),
  )
  .slice(0, top);
const table = shown.map(([word, count], i) =>
  [i + 1, word, count, count / words.length].join(','),
);
const lengths = measures
  .countWords(sentences.map(sentence => measures.toWords(sentence).length))
  .sort(([a], [b]) => a - b);

const result = {
  characters: text.length,
  words: words.length,
  uniqueWords: ranked.length,
  sentences: sentences.length,
  paragraphs: text.split(/\n\s*\n/).filter(part => part.trim()).length,
  typeTokenRatio: ranked.length / words.length,
  hapaxLegomena: ranked.filter(([, count]) => count === 1).length,
  ...measures.readability(
    words.length,
    sentences.length,
    words.reduce((sum, word) => sum + measures.countSyllables(word), 0),
  ),
  zipfExponent: measures.fitZipf(ranked),
};
writeFileSync(
  join(output, 'words.csv'),
  `${['rank,word,count,share', ...table].join('\n')}\n`,
);
writeFileSync(
  join(output, 'sentences.csv'),
  `${['words,sentences', ...lengths.map(row => row.join(','))].join('\n')}\n`,
);
writeFileSync(
  join(output, 'result.json'),
  `${JSON.stringify(result, null, 2)}\n`,
);
for (const [word, count] of shown.slice(0, 10)) {
  console.log(`${String(count).padStart(6)}  ${word}`);
}
console.log(
  `Reading ease ${result.fleschReadingEase.toFixed(1)}, grade ${result.fleschKincaidGrade.toFixed(1)}`,
);
