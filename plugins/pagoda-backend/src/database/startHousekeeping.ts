import type {
  LifecycleService,
  LoggerService,
} from '@backstage/backend-plugin-api';
import { toError } from '@backstage/errors';
import type { Knex } from 'knex';
import { deleteExpiredAnswers } from '../http/idempotency';
import { trimRunChanges } from '../runs/runChanges';

/** How often, in milliseconds. */
const PERIOD = 60 * 60 * 1000;
/** How long the change feed of runs is kept, in milliseconds. Who was away for longer is told to list again. */
const FEED_TTL = 7 * 24 * 60 * 60 * 1000;

/** Deletes what is past its time, now and then. Several replicas may do so at once. */
export function startHousekeeping(options: {
  knex: Knex;
  logger: LoggerService;
  lifecycle: LifecycleService;
}): void {
  const { knex, logger, lifecycle } = options;
  let running: Promise<void> | undefined;
  const clean = async () => {
    try {
      await deleteExpiredAnswers(knex);
      await trimRunChanges(knex, new Date(Date.now() - FEED_TTL));
    } catch (error) {
      logger.warn('Old rows were not deleted; later', toError(error));
    }
  };
  const timer = setInterval(() => {
    running ??= clean().finally(() => {
      running = undefined;
    });
  }, PERIOD);
  timer.unref();
  lifecycle.addShutdownHook(async () => {
    clearInterval(timer);
    await running;
  });
}
