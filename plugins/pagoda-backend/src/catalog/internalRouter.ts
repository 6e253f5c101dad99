import type { HttpAuthService } from '@backstage/backend-plugin-api';
import { InputError } from '@backstage/errors';
import type { Router } from 'express';
import PromiseRouter from 'express-promise-router';
import type { Knex } from 'knex';
import { z } from 'zod';
import { onEntityChange } from '../database/entityChanges';
import { Leases } from '../database/Leases';
import { isSqlite } from '../database/PagodaDatabase';
import { requirePlugin } from '../http/requirePlugin';
import { CatalogSource, type LinksOf } from './CatalogSource';
import type { CatalogChanges } from './types';

/** The lease of the process that follows the feed: deltas of two followers could overtake each other. */
const LEASE = 'catalog-feed';
/** Length of that lease, in milliseconds; longer than a wait and the writing of what it found. */
const LEASE_DURATION = 30_000;
/** How often the feed is looked at for changes of other processes, in milliseconds. */
const POLL = 1_000;

const changesQuery = z.object({
  /** Without it the answer comes as soon as it is the follower's turn. */
  after: z.coerce.number().int().min(0).optional(),
  follower: z.uuid(),
  /** Milliseconds to wait for a change. */
  wait: z.coerce.number().int().min(0).max(10_000).default(10_000),
});
const snapshotQuery = z.object({ cursor: z.string().max(512).optional() });

/** What {@link createInternalRouter} needs. */
export interface InternalRouterOptions {
  knex: Knex;
  httpAuth: HttpAuthService;
  /** Where else volumes in clouds are shown. */
  linksOf: LinksOf;
}

/**
 * Routes for {@link CatalogFeed}, which may run in another process; for the catalog alone, and no part of the public API.
 */
export function createInternalRouter({
  knex,
  httpAuth,
  linksOf,
}: InternalRouterOptions): Router {
  const source = new CatalogSource(knex, linksOf);
  const router = PromiseRouter();

  router.get('/internal/catalog/records', async (req, res) => {
    await requirePlugin(httpAuth, req, 'catalog');
    const { cursor } = parse(snapshotQuery, req.query);
    res.json({
      // Read before the records: what changes meanwhile comes again in the feed.
      seq: cursor === undefined ? await source.seq() : undefined,
      ...(await source.page(cursor)),
    });
  });

  router.get('/internal/catalog/changes', async (req, res) => {
    await requirePlugin(httpAuth, req, 'catalog');
    const { after, follower, wait } = parse(changesQuery, req.query);
    const leases = new Leases(knex, follower, LEASE_DURATION);
    const gone = new AbortController();
    res.on('close', () => gone.abort());
    const deadline = Date.now() + wait;
    let answer: CatalogChanges = {
      leading: false,
      seq: after ?? 0,
      changed: [],
      removed: [],
      resync: false,
    };
    for (;;) {
      // With SQLite there is one process; its predecessor's lease means nothing.
      const leading: boolean =
        answer.leading ||
        (await leases.acquire(LEASE, isSqlite(knex))) !== undefined;
      answer = { ...answer, leading };
      if (leading && after === undefined) {
        break;
      }
      if (leading && after !== undefined) {
        answer = { leading, ...(await source.changes(after)) };
      }
      const left = deadline - Date.now();
      if (answer.seq !== (after ?? 0) || left <= 0 || gone.signal.aborted) {
        break;
      }
      await nextChange(Math.min(POLL, left), gone.signal);
    }
    res.json(answer);
  });

  return router;
}

function parse<T>(schema: z.ZodType<T>, value: unknown): T {
  const result = schema.safeParse(value);
  if (!result.success) {
    throw new InputError(z.prettifyError(result.error));
  }
  return result.data;
}

/** Waits for a change of this process, for the time to pass, or for the client to go. */
function nextChange(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise(resolve => {
    const timer = setTimeout(done, milliseconds);
    const unsubscribe = onEntityChange(done);
    signal.addEventListener('abort', done);
    function done() {
      clearTimeout(timer);
      unsubscribe();
      signal.removeEventListener('abort', done);
      resolve();
    }
  });
}
