import { setTimeout as sleep } from 'node:timers/promises';
import type {
  LifecycleService,
  LoggerService,
} from '@backstage/backend-plugin-api';
import type { Config } from '@backstage/config';
import { toError } from '@backstage/errors';
import type { Knex } from 'knex';
import { ElasticsearchClient } from '../clients/elasticsearch/ElasticsearchClient';
import type { DataDirectory } from '../DataDirectory';
import type { Leases } from '../database/Leases';
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
  /** How the spool is; missing when lines stay in files. */
  spool?: () => SpoolState;
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
    spool: () => shipper.state,
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
