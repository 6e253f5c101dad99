import {
  platformPermissions,
  type Cloud,
  type CloudOffers,
  type CloudQuota,
} from '@pagoda/plugin-pagoda-common';
import type { Caller } from '../permissions/Caller';
import type { ProjectAccess } from '../permissions/ProjectAccess';
import { setCondition } from '../setCondition';
import type { Clouds } from './Clouds';
import type { CloudSettings } from './CloudSettings';
import type { CloudRecord, CloudStore } from './CloudStore';
import { NO_OFFERS } from './types';

/** A cloud that nobody has looked at for so long counts as unreachable; in milliseconds. */
const STALE_AFTER = 12 * 60_000;

/** What {@link CloudService} needs. */
export interface CloudServiceOptions {
  clouds: Clouds;
  store: CloudStore;
  access: ProjectAccess;
  /** What makes clusters in a cloud. */
  provisionersOf: (cloud: CloudSettings) => Cloud['provisioners'];
}

/** The rules of clouds: everybody may see what they offer; they are configured, not changed here. Never asks a cloud. */
export class CloudService {
  readonly #options: CloudServiceOptions;

  constructor(options: CloudServiceOptions) {
    this.#options = options;
  }

  async list(caller: Caller): Promise<Cloud[]> {
    const { clouds, store } = this.#options;
    await this.#requireRead(caller);
    const records = new Map(
      (await store.list()).map(record => [record.name, record]),
    );
    return clouds
      .list()
      .map(settings => this.#toCloud(settings, records.get(settings.name)));
  }

  /** @throws ApiError 404 `CloudNotFound`. */
  async get(caller: Caller, name: string): Promise<Cloud> {
    await this.#requireRead(caller);
    const settings = this.#options.clouds.get(name);
    return this.#toCloud(settings, await this.#options.store.find(name));
  }

  /** @throws ApiError 404 `CloudNotFound`. */
  async offers(caller: Caller, name: string): Promise<CloudOffers> {
    const { clouds, store } = this.#options;
    await this.#requireRead(caller);
    const settings = clouds.get(name);
    const own = await store.offers(name);
    const behind =
      settings.kind === 'rancher'
        ? await store.offers(settings.openstack)
        : own;
    const at = behind && own && Math.min(behind.at, own.at);
    const { prices } = clouds.openstackOf(name);
    return {
      ...(behind?.value ?? NO_OFFERS),
      ...(settings.kind === 'rancher' && {
        clusterTemplates: [],
        versions: own?.value.versions ?? [],
      }),
      ...(prices && { prices }),
      ...(at !== undefined && { observedAt: new Date(at).toISOString() }),
    };
  }

  /** @throws ApiError 404 `CloudNotFound`. */
  async quota(caller: Caller, name: string): Promise<CloudQuota> {
    const { clouds, store } = this.#options;
    await this.#requireRead(caller);
    const read = await store.quota(clouds.openstackOf(name).name);
    return {
      items: read?.value ?? [],
      ...(read && { observedAt: new Date(read.at).toISOString() }),
    };
  }

  #toCloud(settings: CloudSettings, record: CloudRecord | undefined): Cloud {
    const { observedAt, contactedAt } = record ?? {};
    const stale =
      observedAt === undefined || Date.now() - observedAt > STALE_AFTER;
    const link =
      settings.kind === 'rancher'
        ? { title: 'Rancher', url: settings.url }
        : settings.dashboardUrl && {
            ...{ title: 'Dashboard', url: settings.dashboardUrl },
          };
    return {
      name: settings.name,
      title: settings.title,
      kind: settings.kind,
      provisioners: this.#options.provisionersOf(settings),
      ...(settings.kind === 'rancher' && { openstack: settings.openstack }),
      phase: stale ? 'Unreachable' : record!.phase,
      conditions: stale
        ? setCondition(record?.conditions ?? [], {
            ...{ type: 'Ready', status: 'Unknown', reason: 'NotObserved' },
            message:
              observedAt === undefined
                ? 'The portal has not looked at this cloud yet.'
                : `The portal has not looked at this cloud since ${new Date(observedAt).toISOString()}.`,
          })
        : record!.conditions,
      ...(observedAt !== undefined && {
        observedAt: new Date(observedAt).toISOString(),
      }),
      ...(contactedAt !== undefined && {
        contactedAt: new Date(contactedAt).toISOString(),
      }),
      links: link ? [link] : [],
    };
  }

  #requireRead(caller: Caller): Promise<void> {
    const { access } = this.#options;
    return access.requirePlatform(caller, platformPermissions.clusterRead);
  }
}
