import { setTimeout as sleep } from 'node:timers/promises';
import type {
  LifecycleService,
  LoggerService,
} from '@backstage/backend-plugin-api';
import type { Config } from '@backstage/config';
import { toError } from '@backstage/errors';
import { formatBytes } from '@pagoda/plugin-pagoda-common';
import type { Knex } from 'knex';
import { ElasticsearchClient } from '../clients/elasticsearch/ElasticsearchClient';
import type { DataDirectory } from '../DataDirectory';
import type { Leases } from '../database/Leases';
import type { Probe } from '../monitoring/settings/MonitoringProbes';
import { ElasticsearchLogArchive } from './elasticsearch/ElasticsearchLogArchive';
import { ElasticsearchLogSearch } from './elasticsearch/ElasticsearchLogSearch';
import { installLogTemplate } from './elasticsearch/installLogTemplate';
import { LineSender } from './elasticsearch/LineSender';
import { LogRetention } from './elasticsearch/LogRetention';
import { LogShipmentStore } from './elasticsearch/LogShipmentStore';
import { LogShipper, type SpoolState } from './elasticsearch/LogShipper';
import { readElasticsearchSettings } from './elasticsearch/readElasticsearchSettings';
import { FileLogStore } from './FileLogStore';
import { FileLogSearch } from './search/FileLogSearch';
import { SearchedRuns } from './search/SearchedRuns';
import type { LogSearcher } from './search/types';
import type { LogStore } from './types';

/** Between two passes, and the longest pause after failures; in milliseconds. */
const PASS = 2_000;
const LONGEST_PAUSE = 30_000;
const RETENTION = 3_600_000;

/** What {@link startLogs} needs. */
export interface StartLogsOptions {
  config: Config;
  knex: Knex;
  data: Pick<DataDirectory, 'logs'>;
  leases: Pick<Leases, 'acquire'>;
  projects: { allResources(): Promise<{ name: string }[]> };
  logger: LoggerService;
  lifecycle: LifecycleService;
}

/** Where log lines are kept and searched. */
export interface Logs {
  logs: LogStore;
  searcher: LogSearcher;
  /** Returns when the spool has room for more lines; missing when lines stay in files. */
  room?: () => Promise<void>;
  /** How Elasticsearch is, and how full the spool; missing when lines stay in files. */
  probe?: Probe;
}

/** Keeps log lines in files, and ships them to Elasticsearch where that is configured. */
export function startLogs(options: StartLogsOptions): Logs {
  const { config, knex, data, leases, logger, lifecycle, projects } = options;
  const directoryOf = (run: string) => data.logs(run);
  const settings = readElasticsearchSettings(config);
  if (!settings) {
    return {
      logs: new FileLogStore(directoryOf),
      searcher: new FileLogSearch({
        runs: new SearchedRuns(knex),
        directoryOf,
      }),
    };
  }
  const client = new ElasticsearchClient(settings.connection);
  const shipments = new LogShipmentStore(knex);
  const shipper = new LogShipper({
    ...{ shipments, directoryOf, leases, logger },
    sender: new LineSender(client),
    refresh: stream => client.refresh(stream),
    prepare: async () => {
      if (await installLogTemplate(client)) {
        logger.info('Installed the index template of log lines');
      }
    },
    maxBytes: settings.spoolMaxBytes,
  });
  const retention = new LogRetention({
    ...{ client, logger },
    projects: async () =>
      (await projects.allResources()).map(({ name }) => name),
    retentionDays: () => settings.retentionDays,
  });
  const stop = new AbortController();
  const work = Promise.all([
    repeat(stop.signal, logger, async failures => {
      const failed = await shipper.pass(stop.signal);
      return {
        failed,
        pause: failed ? Math.min(LONGEST_PAUSE, PASS * 2 ** failures) : PASS,
      };
    }),
    repeat(stop.signal, logger, async () => {
      if (await leases.acquire('log-retention')) {
        await retention.pass();
      }
      return { failed: false, pause: RETENTION };
    }),
  ]);
  lifecycle.addShutdownHook(async () => {
    stop.abort();
    await work;
    await client.close();
  });
  return {
    logs: new FileLogStore(
      directoryOf,
      new ElasticsearchLogArchive(client, shipments),
    ),
    searcher: new ElasticsearchLogSearch({
      ...{ client, shipments, knex, directoryOf },
    }),
    room: () => waitForRoom(shipper, stop.signal),
    probe: async () => {
      const version = await client.version();
      return { version, ...describeSpool(shipper.state) };
    },
  };
}

/** Engines that read lines from elsewhere wait, so that files do not fill the disk while Elasticsearch is away. */
async function waitForRoom(
  shipper: Pick<LogShipper, 'state'>,
  signal: AbortSignal,
): Promise<void> {
  while (shipper.state.full && !signal.aborted) {
    // Aborted: the loop ends.
    await sleep(PASS, undefined, { signal }).catch(() => undefined);
  }
}

function describeSpool(state: SpoolState) {
  const { pendingBytes, maxBytes, alarm, error } = state;
  const percent = Math.floor((100 * pendingBytes) / maxBytes);
  return {
    healthy: !alarm && error === undefined,
    message:
      error === undefined
        ? 'It answers, and takes log lines.'
        : `Log lines wait in files: ${error}`,
    facts: [
      {
        label: 'Log lines that wait in files',
        value: `${formatBytes(pendingBytes)} of ${formatBytes(maxBytes)} (${percent} %)`,
      },
    ],
  };
}

/** Works until the signal is aborted; what is thrown is told and tried again. */
async function repeat(
  signal: AbortSignal,
  logger: LoggerService,
  work: (failures: number) => Promise<{ failed: boolean; pause: number }>,
): Promise<void> {
  let failures = 0;
  while (!signal.aborted) {
    let pause = LONGEST_PAUSE;
    try {
      const result = await work(failures);
      failures = result.failed ? failures + 1 : 0;
      pause = result.pause;
    } catch (error) {
      logger.error('Log lines could not be looked after', toError(error));
    }
    // Aborted: the loop ends.
    await sleep(pause, undefined, { signal }).catch(() => undefined);
  }
}
