import type {
  AuditorService,
  LoggerService,
} from '@backstage/backend-plugin-api';
import { toError } from '@backstage/errors';
import {
  platformPermissions,
  type Leak,
  type LeakReport,
} from '@pagoda/plugin-pagoda-common';
import { invalidInput, notFound } from '../../http/errors';
import type { Caller } from '../../permissions/Caller';
import type { ProjectAccess } from '../../permissions/ProjectAccess';
import type { FindingStore } from './FindingStore';
import type { LeakLooker } from './LeakLooker';
import {
  idPrefix,
  type CleanedLeak,
  type LeakPlace,
  type PlaceKey,
} from './types';

/** What {@link LeakService} needs. */
export interface LeakServiceOptions {
  places: () => Promise<LeakPlace[]>;
  store: FindingStore;
  looker: LeakLooker;
  access: ProjectAccess;
  auditor: AuditorService;
  logger: LoggerService;
}

/** One cluster or one cloud; all of them where neither is named. */
export interface PlaceQuery {
  cluster?: string;
  cloud?: string;
}

/** Places that are looked at together when somebody asks for it. */
const AT_ONCE = 4;

/** Tells what PAGoDA has left on clusters and in clouds, and deletes it when an administrator says so. */
export class LeakService {
  readonly #options: LeakServiceOptions;

  constructor(options: LeakServiceOptions) {
    this.#options = options;
  }

  /** What the last looks have found; asks nobody. */
  async report(caller: Caller, query: PlaceQuery): Promise<LeakReport> {
    const { store } = this.#options;
    const place = (await this.#find(caller, query)).only?.key;
    const { leaks, missing } = await store.findings(place);
    const looks = (await store.looks()).filter(
      ({ kind, name }) =>
        !place || (kind === place.kind && name === place.name),
    );
    return {
      items: leaks,
      missing,
      looks: looks.map(look => ({
        ...nameOf(look),
        leaks: look.leaks,
        missing: look.missing,
        ...(look.lookedAt !== undefined && {
          lookedAt: new Date(look.lookedAt).toISOString(),
        }),
        ...(look.message !== undefined && { message: look.message }),
      })),
    };
  }

  /** Looks now, and tells what was found. */
  async look(caller: Caller, query: PlaceQuery): Promise<LeakReport> {
    const { looker } = this.#options;
    const { all, only } = await this.#find(caller, query);
    const left = only ? [only] : [...all];
    await Promise.all(
      Array.from({ length: AT_ONCE }, async () => {
        for (let place = left.shift(); place; place = left.shift()) {
          await looker.look(place);
        }
      }),
    );
    return this.report(caller, query);
  }

  /** Deletes those that still are leaks; each is looked at again before. */
  async clean(caller: Caller, ids: string[]): Promise<CleanedLeak[]> {
    const { looker } = this.#options;
    const { all } = await this.#find(caller, {});
    const wanted = [...new Set(ids)];
    const results = new Map<string, CleanedLeak>();
    for (const place of all) {
      const prefix = idPrefix(place.key);
      const here = wanted.filter(id => id.startsWith(prefix));
      if (here.length > 0) {
        for (const cleaned of await this.#cleanPlace(caller, place, here)) {
          results.set(cleaned.id, cleaned);
        }
        // So that the next report tells how it is now.
        await looker.look(place);
      }
    }
    return wanted.map(
      id =>
        results.get(id) ?? {
          id,
          deleted: false,
          message: 'It is gone, or no leak any more.',
        },
    );
  }

  async #cleanPlace(
    caller: Caller,
    place: LeakPlace,
    ids: string[],
  ): Promise<CleanedLeak[]> {
    const { logger } = this.#options;
    const audit = (leak: Leak, work: () => Promise<void>) =>
      this.#audit(caller, leak, work);
    try {
      const cleaned = await place.clean(new Set(ids), audit);
      for (const { id } of cleaned.filter(({ deleted }) => deleted)) {
        logger.info(`${caller.userEntityRef} has deleted the leak ${id}`);
      }
      return cleaned;
    } catch (error) {
      const { kind, name } = place.key;
      const message = `${kind === 'cloud' ? 'Cloud' : 'Cluster'} ${name} could not be looked at: ${toError(error).message}`;
      return ids.map(id => ({ id, deleted: false, message }));
    }
  }

  async #audit(
    caller: Caller,
    leak: Leak,
    work: () => Promise<void>,
  ): Promise<void> {
    const { id, kind, name, cluster, cloud, reason } = leak;
    const event = await this.#options.auditor.createEvent({
      eventId: 'delete-leak',
      severityLevel: 'high',
      meta: {
        actor: caller.userEntityRef,
        ...{ id, kind, name, reason },
        ...(cluster !== undefined && { cluster }),
        ...(cloud !== undefined && { cloud }),
      },
    });
    try {
      await work();
      await event.success();
    } catch (error) {
      await event.fail({ error: toError(error) });
      throw error;
    }
  }

  async #find(
    caller: Caller,
    query: PlaceQuery,
  ): Promise<{ all: LeakPlace[]; only?: LeakPlace }> {
    const { access, places } = this.#options;
    await access.requirePlatform(caller, platformPermissions.projectAdminister);
    const all = await places();
    const wanted = wantedPlace(query);
    const only =
      wanted &&
      all.find(
        ({ key }) => key.kind === wanted.kind && key.name === wanted.name,
      );
    if (wanted && !only) {
      const what = wanted.kind === 'cloud' ? 'Cloud' : 'Cluster';
      throw notFound(what, wanted.name, wanted.kind);
    }
    return { all, only };
  }
}

function wantedPlace({ cluster, cloud }: PlaceQuery): PlaceKey | undefined {
  if (cluster !== undefined && cloud !== undefined) {
    throw invalidInput([
      { field: 'cloud', message: 'cannot be given beside cluster' },
    ]);
  }
  if (cluster !== undefined) {
    return { kind: 'cluster', name: cluster };
  }
  return cloud === undefined ? undefined : { kind: 'cloud', name: cloud };
}

function nameOf({ kind, name }: PlaceKey) {
  return kind === 'cloud' ? { cloud: name } : { cluster: name };
}
