// Measures the log stores themselves, without HTTP: what the portal ships, reads and searches of one run. Run by bench/logs.mjs.
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { mkdir, mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { cpus, loadavg, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { finished } from 'node:stream/promises';
import knexFactory from 'knex';
import { ElasticsearchClient } from '../../plugins/pagoda-backend/src/clients/elasticsearch/ElasticsearchClient';
import { ElasticsearchLogArchive } from '../../plugins/pagoda-backend/src/logs/elasticsearch/ElasticsearchLogArchive';
import { ElasticsearchLogSearch } from '../../plugins/pagoda-backend/src/logs/elasticsearch/ElasticsearchLogSearch';
import { installLogTemplate } from '../../plugins/pagoda-backend/src/logs/elasticsearch/installLogTemplate';
import { LineSender } from '../../plugins/pagoda-backend/src/logs/elasticsearch/LineSender';
import { LogShipmentStore } from '../../plugins/pagoda-backend/src/logs/elasticsearch/LogShipmentStore';
import { LogShipper } from '../../plugins/pagoda-backend/src/logs/elasticsearch/LogShipper';
import { FileLogStore } from '../../plugins/pagoda-backend/src/logs/FileLogStore';
import { FileLogSearch } from '../../plugins/pagoda-backend/src/logs/search/FileLogSearch';
import { parseLogWords } from '../../plugins/pagoda-backend/src/logs/search/parseLogWords';
import { SearchedRuns } from '../../plugins/pagoda-backend/src/logs/search/SearchedRuns';
import type { LogSearcher } from '../../plugins/pagoda-backend/src/logs/search/types';
import type { LogStore } from '../../plugins/pagoda-backend/src/logs/types';

const RUN = '01993f2e-7c1a-7def-8a40-5d6f0a1b2c3d';
const TRIES = 5;
const START = Date.UTC(2026, 0, 1);
const LEVELS = ['INFO', 'INFO', 'INFO', 'DEBUG', 'WARNING', 'ERROR'];

async function main(lines: number, output: string): Promise<void> {
  const directory = await mkdtemp(join(tmpdir(), 'pagoda-bench-logs-'));
  const project = `bench-${randomUUID().slice(0, 8)}`;
  const knex = knexFactory({
    client: 'better-sqlite3',
    connection: { filename: ':memory:' },
    useNullAsDefault: true,
    pool: { min: 1, max: 1 },
  });
  const client = new ElasticsearchClient({
    url: process.env.ELASTICSEARCH_PEER_URL ?? 'http://127.0.0.1:9209',
    username: process.env.ELASTICSEARCH_PEER_USERNAME,
    password: process.env.ELASTICSEARCH_PEER_PASSWORD,
  });
  const directoryOf = (run: string) => join(directory, run);
  try {
    await knex.migrate.latest({
      directory: 'plugins/pagoda-backend/migrations',
    });
    await insertRun(knex, project, lines);
    const bytes = await writeLog(directoryOf(RUN), lines);
    const shipments = new LogShipmentStore(knex);
    const files = await measure(
      project,
      new FileLogStore(directoryOf),
      new FileLogSearch({ runs: new SearchedRuns(knex), directoryOf }),
    );
    const shipper = new LogShipper({
      ...{ shipments, directoryOf, maxBytes: 1e12, removeAfter: -1_000 },
      sender: new LineSender(client),
      refresh: stream => client.refresh(stream),
      prepare: async () => {
        await installLogTemplate(client);
      },
      leases: { acquire: async name => ({ name, term: 1 }) },
      logger: { ...console, child: () => console } as never,
    });
    let peak = 0;
    const watch = setInterval(() => {
      peak = Math.max(peak, process.memoryUsage().rss);
    }, 100);
    const begun = performance.now();
    if (await shipper.pass()) {
      throw new Error(`Not all was shipped: ${shipper.state.error}`);
    }
    const seconds = (performance.now() - begun) / 1000;
    clearInterval(watch);
    const elasticsearch = await measure(
      project,
      new FileLogStore(
        directoryOf,
        new ElasticsearchLogArchive(client, shipments),
      ),
      new ElasticsearchLogSearch({ client, shipments, knex, directoryOf }),
    );
    const result = {
      ...{ lines, bytes },
      machine: { cpus: cpus().length, load: Number(loadavg()[0].toFixed(1)) },
      ingest: {
        seconds: Number(seconds.toFixed(1)),
        linesPerSecond: Math.round(lines / seconds),
        peakRssMiB: Math.round(peak / 2 ** 20),
      },
      milliseconds: { files, elasticsearch },
    };
    await mkdir(dirname(output), { recursive: true });
    await writeFile(output, `${JSON.stringify(result, null, 2)}\n`);
    console.log(JSON.stringify(result, null, 2));
  } finally {
    await client.close();
    await knex.destroy();
    await rm(directory, { recursive: true, force: true });
  }
}

async function insertRun(
  knex: ReturnType<typeof knexFactory>,
  project: string,
  lines: number,
): Promise<void> {
  await knex('runs').insert({
    ...{ id: RUN, number: 1, project, experiment: 'pi' },
    ...{ owner: 'user:default/ada', cluster: 'local', labels_json: '{}' },
    ...{ spec_json: '{}', cpu: 1, memory_bytes: 1, gpu: 0, attempt: 1 },
    ...{ phase: 'Succeeded', created_at: START, queued_at: START },
    finished_at: START + lines * 10,
  });
}

/** Returns how long the file is, in bytes. */
async function writeLog(directory: string, lines: number): Promise<number> {
  await mkdir(directory, { recursive: true });
  const path = join(directory, '1.log');
  const stream = createWriteStream(path);
  for (let line = 0; line < lines; line += 1) {
    const time = new Date(START + line * 10).toISOString();
    const rare = line % 100_000 === 7 ? ' needle in the hay' : '';
    const text = `${time} stdout F ${LEVELS[line % LEVELS.length]} step ${line}: loss ${(1 / (line + 1)).toFixed(6)} on worker ${line % 16}${rare}\n`;
    if (!stream.write(text)) {
      await once(stream, 'drain');
    }
  }
  stream.end();
  await finished(stream);
  return (await stat(path)).size;
}

/** The slowest of some tries of each, in milliseconds. */
async function measure(project: string, logs: LogStore, searcher: LogSearcher) {
  const search = (q: string) =>
    searcher.search(
      { project, run: RUN, words: parseLogWords(q) },
      { limit: 100 },
    );
  return {
    firstPage: await slowest(() => logs.read(RUN, {}, { limit: 1_000 })),
    tail: await slowest(() => logs.tail(RUN, {}, 1_000)),
    searchCommon: await slowest(() => search('loss worker')),
    searchRare: await slowest(() => search('"needle in"')),
    searchNothing: await slowest(() => search('notthere')),
    histogram: await slowest(() =>
      searcher.histogram({ project, run: RUN, words: parseLogWords('loss') }),
    ),
  };
}

async function slowest(work: () => Promise<unknown>): Promise<number> {
  let worst = 0;
  for (let attempt = 0; attempt < TRIES; attempt += 1) {
    const begun = performance.now();
    await work();
    worst = Math.max(worst, performance.now() - begun);
  }
  return Math.round(worst);
}

const [lines, output] = process.argv.slice(2);
main(Number(lines), output).catch(error => {
  console.error(error);
  process.exitCode = 1;
});
