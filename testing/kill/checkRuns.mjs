import { readFileSync, readdirSync } from 'node:fs';

const FINAL = ['Succeeded', 'Failed', 'Cancelled'];

/**
 * Compares what the portal says of runs with what they have noted themselves.
 *
 * @param {import('./PortalClient.mjs').PortalClient} client
 * @param {{ id: string, failures: number, retries: number }[]} submitted
 * @param {string} record the file that the runs have written
 * @returns {Promise<{ problems: string[], lines: number, attempts: number, phases: Record<string, number> }>}
 */
export async function checkRuns(client, submitted, record) {
  const problems = [];
  const phases = {};
  let lines = 0;
  let attempts = 0;
  const notes = readNotes(record);
  for (const wanted of submitted) {
    const problem = text => problems.push(`run ${wanted.id}: ${text}`);
    const run = await client.send('GET', `/runs/${wanted.id}`, {
      expect: [200, 404],
    });
    if (!run.status?.phase) {
      problem('is lost');
      continue;
    }
    const { phase, attempt, exitCode, explanation, metrics } = run.status;
    phases[phase] = (phases[phase] ?? 0) + 1;
    attempts += attempt;
    if (!FINAL.includes(phase)) {
      problem(`has not ended: it is ${phase}`);
      continue;
    }
    const events = (await client.send('GET', `/runs/${wanted.id}/events`))
      .items;
    const count = reason =>
      events.filter(event => event.reason === reason).length;
    if (count('Retried') !== Math.max(0, attempt - 1)) {
      problem(`${count('Retried')} retries recorded, attempt ${attempt}`);
    }
    if (count(phase) !== 1) {
      problem(`its end was recorded ${count(phase)} times`);
    }
    const own = notes.get(wanted.id) ?? new Map();
    for (const [number, { begins }] of own) {
      if (begins !== 1) {
        problem(`attempt ${number} was executed ${begins} times`);
      }
    }
    if (phase === 'Cancelled') {
      if (!wanted.cancelled) {
        problem('was cancelled by nobody');
      }
    } else {
      const succeeds = wanted.failures <= wanted.retries;
      if (phase !== (succeeds ? 'Succeeded' : 'Failed')) {
        problem(`is ${phase} (${exitCode}): ${JSON.stringify(explanation)}`);
        continue;
      }
      const expected = Math.min(wanted.failures, wanted.retries) + 1;
      if (attempt !== expected || own.size !== expected) {
        problem(
          `${expected} attempts expected, ${attempt} recorded, ${own.size} executed`,
        );
      }
      if (metrics.lines !== own.get(attempt)?.lines) {
        problem(`metrics ${JSON.stringify(metrics)} are not those it wrote`);
      }
    }
    lines += await checkLog(client, wanted.id, own, problem);
  }
  for (const id of notes.keys()) {
    if (!submitted.some(run => run.id === id)) {
      problems.push(`run ${id} was executed, but nobody submitted it`);
    }
  }
  for (const id of leftProcesses(new Set(submitted.map(run => run.id)))) {
    problems.push(`run ${id} has ended, but a process of it lives`);
  }
  return { problems, lines, attempts, phases };
}

/** Each attempt's lines must be 1, 2, 3 … up to what it has written. Returns how many there are. */
async function checkLog(client, id, own, problem) {
  let total = 0;
  for (const [attempt, { lines: written }] of own) {
    const text = await client.send(
      'GET',
      `/runs/${id}/logs?attempt=${attempt}`,
      {
        headers: { Accept: 'text/plain' },
      },
    );
    const numbers = text
      .split('\n')
      .slice(0, -1)
      .map(line => Number(line.split(' ')[0]));
    const wrong = numbers.findIndex((number, i) => number !== i + 1);
    if (wrong >= 0) {
      problem(
        `attempt ${attempt}: log line ${wrong + 1} has number ${numbers[wrong]}`,
      );
    }
    // One that was cancelled has not noted how many it wrote.
    if (written !== undefined && numbers.length !== written) {
      problem(
        `attempt ${attempt}: ${written} lines written, ${numbers.length} in the log`,
      );
    }
    total += numbers.length;
  }
  return total;
}

/** By run and attempt: how often it began, and how many lines it wrote. */
function readNotes(record) {
  const notes = new Map();
  for (const line of readFileSync(record, 'utf8').split('\n').filter(Boolean)) {
    const [kind, id, number, value] = line.split(' ');
    const attempts = notes.get(id) ?? new Map();
    notes.set(id, attempts);
    const attempt = attempts.get(Number(number)) ?? { begins: 0 };
    attempts.set(Number(number), attempt);
    if (kind === 'begin') {
      attempt.begins += 1;
    } else {
      attempt.lines = Number(value);
    }
  }
  return notes;
}

/** Runs of which a process lives; Linux alone tells. */
function leftProcesses(ids) {
  const left = new Set();
  if (process.platform === 'linux') {
    for (const pid of readdirSync('/proc').filter(name => /^\d+$/.test(name))) {
      try {
        const environment = readFileSync(`/proc/${pid}/environ`, 'utf8');
        const id = /(?:^|\0)PAGODA_RUN_ID=([^\0]+)/.exec(environment)?.[1];
        if (id && ids.has(id)) {
          left.add(id);
        }
      } catch {
        // Another user's, or just ended.
      }
    }
  }
  return left;
}
