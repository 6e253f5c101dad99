'use strict';
const { writeFileSync } = require('node:fs');
const { join } = require('node:path');

const samples = parameter('SAMPLES', 200000);
const seed = parameter('SEED', 1);
const checkpoints = parameter('CHECKPOINTS', 50);
const output = process.env.PAGODA_OUTPUT_DIR || '.';

/** A number of the experiment's parameter schema, which the platform has checked. */
function parameter(name, fallback) {
  const text = process.env[`PAGODA_PARAM_${name}`];
  return text === undefined ? fallback : Number(text);
}

/** Chris Doty-Humphrey's sfc32: 128 bits of state, passes PractRand; numbers in [0, 1). */
function createRandom(start) {
  let a = 0x9e3779b9;
  let b = 0x243f6a88;
  let c = start >>> 0;
  let counter = 1;
  const next = () => {
    const t = (((a + b) | 0) + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (c << 21) | (c >>> 11);
    c = (c + t) | 0;
    return (t >>> 0) / 4294967296;
  };
  // Neighbouring seeds are alike at first.
  for (let i = 0; i < 20; i++) {
    next();
  }
  return next;
}

/** Numbers of samples after which to look, evenly spaced on a logarithmic scale, the last being all. */
function schedule() {
  const first = Math.min(100, samples);
  const ratio = Math.pow(samples / first, 1 / (checkpoints - 1));
  const at = new Set();
  for (let i = 0; i < checkpoints - 1; i++) {
    at.add(Math.round(first * Math.pow(ratio, i)));
  }
  at.add(samples);
  return at;
}

/** Numbers of samples after which to tell how far it is: at most twenty lines, however long it takes. */
const progress = new Set(
  Array.from({ length: 20 }, (_, i) => Math.ceil(((i + 1) * samples) / 20)),
);
const series = schedule();
const random = createRandom(seed);
const standardError = n =>
  4 * Math.sqrt(((Math.PI / 4) * (1 - Math.PI / 4)) / n);
const rows = ['samples,estimate,error,standard_error'];
let inside = 0;
let thrown = 0;

console.log(`Throwing ${samples} points, seed ${seed}`);
for (const checkpoint of [...series, ...progress].sort((x, y) => x - y)) {
  for (; thrown < checkpoint; thrown++) {
    const x = random();
    const y = random();
    if (x * x + y * y < 1) {
      inside++;
    }
  }
  const estimate = (4 * inside) / thrown;
  const error = Math.abs(estimate - Math.PI);
  if (series.delete(checkpoint)) {
    rows.push([thrown, estimate, error, standardError(thrown)].join(','));
  }
  if (progress.delete(checkpoint)) {
    const percent = Math.round((100 * thrown) / samples);
    console.log(
      `${String(percent).padStart(3)} %  samples=${thrown}  pi=${estimate.toFixed(6)}  error=${error.toExponential(2)}`,
    );
  }
}

const pi = (4 * inside) / samples;
const result = {
  pi,
  error: Math.abs(pi - Math.PI),
  standardError: standardError(samples),
  samples,
  inside,
};
writeFileSync(join(output, 'convergence.csv'), `${rows.join('\n')}\n`);
writeFileSync(
  join(output, 'result.json'),
  `${JSON.stringify(result, null, 2)}\n`,
);
console.log(`pi = ${pi} (off by ${result.error.toExponential(2)})`);
