import {
  platformPermissions,
  type Attention,
  type Cloud,
  type Fleet,
} from '@pagoda/plugin-pagoda-common';
import type { Knex } from 'knex';
import type { Caller } from '../permissions/Caller';
import type { ProjectAccess } from '../permissions/ProjectAccess';
import { findClouds } from './attention/findClouds';
import { findClusters } from './attention/findClusters';
import { findLooks } from './attention/findLooks';
import { findNamespaces } from './attention/findNamespaces';
import { findVolumes } from './attention/findVolumes';
import { findWaiting } from './attention/findWaiting';
import type { FleetStore } from './FleetStore';
import type { FindingStore, LookRecord } from './leaks/FindingStore';

/** What {@link FleetService} needs. */
export interface FleetServiceOptions {
  knex: Knex;
  store: FleetStore;
  findings: FindingStore;
  access: ProjectAccess;
  /** As they were last seen. */
  clouds: (caller: Caller) => Promise<Cloud[]>;
  /** So long before its end a cluster is mentioned, in milliseconds. */
  endWarning: number;
}

/** So many are answered; whoever has more begins with these. */
const SHOWN = 100;

const RANKS: Record<Attention['severity'], number> = {
  error: 0,
  warning: 1,
  info: 2,
};

/** Of those that are equally severe, what explains others comes first. */
const KINDS: Attention['kind'][] = [
  'cloud',
  'cluster',
  'leaks',
  'namespace',
  'volume',
  'runs',
];

/** Tells administrators how everything is. Reads the portal's own tables and nothing else. */
export class FleetService {
  readonly #options: FleetServiceOptions;

  constructor(options: FleetServiceOptions) {
    this.#options = options;
  }

  async get(caller: Caller): Promise<Fleet> {
    const { knex, store, findings, access, endWarning } = this.#options;
    await access.requirePlatform(caller, platformPermissions.clusterAdminister);
    const endsBefore = Date.now() + endWarning;
    const [clusters, volumes, runs, clouds, looks, ...found] =
      await Promise.all([
        store.clusters(endsBefore),
        store.volumes(),
        store.runs(),
        this.#options.clouds(caller),
        findings.looks(),
        findClusters(knex, endsBefore),
        findVolumes(knex),
        findNamespaces(knex),
      ]);
    const others = [
      ...findClouds(clouds),
      ...findLooks(looks),
      ...findWaiting(runs),
    ];
    const attention = [...found.flatMap(({ items }) => items), ...others];
    // A cluster may be there for two reasons, so that more are read than counted.
    const total =
      others.length +
      found.reduce(
        (sum, { items, total: each }) => sum + Math.max(items.length, each),
        0,
      );
    return {
      ...{ clusters, volumes, runs, clouds },
      leaks: summarise(looks),
      attention: attention
        .sort(
          (a, b) =>
            RANKS[a.severity] - RANKS[b.severity] ||
            KINDS.indexOf(a.kind) - KINDS.indexOf(b.kind),
        )
        .slice(0, SHOWN),
      attentionTotal: total,
    };
  }
}

function summarise(looks: LookRecord[]): Fleet['leaks'] {
  const times = looks.flatMap(({ lookedAt }) => lookedAt ?? []);
  const sum = (key: 'leaks' | 'missing') =>
    looks.reduce((total, look) => total + look[key], 0);
  return {
    found: sum('leaks'),
    missing: sum('missing'),
    unreadable: looks.filter(({ message }) => message !== undefined).length,
    ...(times.length > 0 && {
      lookedAt: new Date(Math.min(...times)).toISOString(),
    }),
  };
}
