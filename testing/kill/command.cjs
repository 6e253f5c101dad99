// What each run of the kill test executes. It keeps a record of its own outside of PAGoDA, to compare with.
const { appendFileSync, writeFileSync } = require('node:fs');
const { join } = require('node:path');

const {
  PAGODA_RUN_ID: run,
  PAGODA_ATTEMPT: attempt,
  PAGODA_OUTPUT_DIR: output,
  PAGODA_PARAM_RECORD: record,
  PAGODA_PARAM_SECONDS: seconds,
  PAGODA_PARAM_FAILURES: failures,
} = process.env;

// O_APPEND: many runs write at the same time, and no line gets into another.
const note = (kind, value = '') =>
  appendFileSync(
    join(record, 'runs.log'),
    `${kind} ${run} ${attempt} ${value}\n`,
  );

note('begin');
const end = Date.now() + Number(seconds) * 1000;
let lines = 0;

function write(text) {
  lines += 1;
  process.stdout.write(`${lines} ${text}\n`);
}

const timer = setInterval(() => {
  // Now and then much at once.
  const burst = Math.random() < 0.1 ? 500 : 1;
  for (let i = 0; i < burst; i += 1) {
    write('x'.repeat(Math.floor(Math.random() * 200)));
  }
  if (Date.now() >= end) {
    clearInterval(timer);
    write('the last line');
    writeFileSync(join(output, 'result.json'), JSON.stringify({ lines }));
    note('end', lines);
    process.exitCode = Number(attempt) <= Number(failures) ? 7 : 0;
  }
}, 50);
