import type { Link } from '@pagoda/plugin-pagoda-common';
import type { MagnumCluster } from '../../clients/openstack/containerInfraTypes';
import { OpenStackError } from '../../clients/openstack/OpenStackError';
import type { ProvisionedCluster, ProvisionedState } from '../types';
import { buildCluster } from './buildCluster';
import { ClusterList } from './ClusterList';
import { courseOf, describeState } from './describeState';
import { findOwn } from './findOwn';
import { withWayOut } from './inPlainWords';
import type { MagnumSite } from './MagnumSites';
import { nextChange, type Change } from './nextChange';
import type { Notes } from './Notes';
import { observe } from './observe';
import type { PortalAccess } from './PortalAccess';
import { readTemplateId } from './readTemplate';

/** Magnum shows a cluster a moment after it has accepted it; after so long it never will. In milliseconds. */
const ACCEPTED = 90_000;
/** The same change is asked for again after so long, and after a failure; in milliseconds. */
const ASK_AGAIN = 60_000;
const RETRY = 5 * 60_000;

/** One step with one cluster towards its plan: find it, make it, change it, look at it. */
export class MagnumReconciler {
  readonly #portal: string;
  readonly #access: PortalAccess;
  readonly #list: ClusterList;
  readonly #now: () => number;

  constructor(options: {
    portal: string;
    access: PortalAccess;
    now?: () => number;
  }) {
    this.#portal = options.portal;
    this.#access = options.access;
    this.#now = options.now ?? Date.now;
    this.#list = new ClusterList(this.#now);
  }

  async reconcile(
    site: MagnumSite,
    cluster: ProvisionedCluster,
    notes: Notes,
  ): Promise<ProvisionedState> {
    const found = await this.#find(site, cluster, notes);
    if ('phase' in found) {
      return found;
    }
    const { replacing, generation } = notes.all;
    const isOutdated =
      courseOf(found.status) === 'failed' && cluster.generation !== generation;
    return replacing || isOutdated
      ? this.#replace(site, cluster, found, notes)
      : this.#tend(site, cluster, found, notes);
  }

  /** The cluster in Magnum; or how it is where there is nothing to look at yet. */
  async #find(
    site: MagnumSite,
    cluster: ProvisionedCluster,
    notes: Notes,
  ): Promise<MagnumCluster | ProvisionedState> {
    const { containerInfra: magnum } = site.client;
    const { id, seen, replacing } = notes.all;
    if (id !== undefined) {
      // Nothing is under way: an old look is good enough, for many clusters at once.
      const isQuiet = cluster.generation === cluster.observedGeneration;
      const found =
        (isQuiet ? await this.#glance(site, id) : undefined) ??
        (await magnum.findCluster(id));
      if (found) {
        await notes.save({ seen: true });
        return found;
      }
      if (seen && !replacing) {
        return unmade(cluster, {
          ...{ reason: 'Gone', phase: 'Failed', final: true },
          cause:
            'It is gone from Magnum, though PAGoDA has not deleted it. Delete it here, too; PAGoDA looks whether anything is left of it.',
        });
      }
      if (!seen && this.#isFresh(notes)) {
        return accepted(cluster);
      }
    }
    const [own, ...twins] = await findOwn(magnum, cluster.uid);
    for (const twin of twins) {
      // Of a request that Magnum was slow to do, and that was made again.
      await magnum.deleteCluster(twin.uuid);
    }
    if (own) {
      await notes.save({
        ...{ id: own.uuid, seen: true },
        generation: notes.all.generation ?? cluster.generation,
      });
      return own;
    }
    if (id === undefined && this.#isFresh(notes)) {
      return accepted(cluster);
    }
    return this.#create(site, cluster, notes);
  }

  /** Magnum refuses its list while one of the clusters is being taken apart, so that it has no node groups. */
  async #glance(
    { client }: MagnumSite,
    id: string,
  ): Promise<MagnumCluster | undefined> {
    try {
      return await this.#list.find(client.containerInfra, id);
    } catch (error) {
      if (OpenStackError.is(error, 'BadRequest')) {
        return undefined;
      }
      throw error;
    }
  }

  #isFresh({ all: { began } }: Notes): boolean {
    return began !== undefined && this.#now() - began < ACCEPTED;
  }

  async #create(
    { client }: MagnumSite,
    cluster: ProvisionedCluster,
    notes: Notes,
  ): Promise<ProvisionedState> {
    const { containerInfra: magnum } = client;
    const { plan, name, uid, generation } = cluster;
    const templateId = await readTemplateId(
      ...([magnum, plan.clusterTemplate ?? '', notes] as const),
    );
    await notes.save({
      ...{ began: this.#now(), generation },
      ...{ id: undefined, seen: undefined, replacing: undefined },
      ...{ certificate: undefined, groups: undefined, attempt: undefined },
    });
    const owner = { portal: this.#portal, cluster: name, uid };
    try {
      const { uuid } = await magnum.createCluster(
        buildCluster(plan, owner, templateId),
      );
      await notes.save({ id: uuid });
      return accepted(cluster);
    } catch (error) {
      if (!(error instanceof OpenStackError) || error.uncertain) {
        throw error;
      }
      // Nothing was made.
      await notes.save({ began: undefined });
      if (!['BadRequest', 'OverQuota', 'Conflict'].includes(error.code)) {
        throw error;
      }
      return unmade(cluster, {
        ...{ reason: error.code, phase: 'Failed' },
        cause: withWayOut(error.reason),
        final: error.code === 'BadRequest',
      });
    }
  }

  /** One that could not be made has nothing in it: it is deleted, and made anew from the plan as it is now. */
  async #replace(
    { client, settings }: MagnumSite,
    cluster: ProvisionedCluster,
    found: MagnumCluster,
    notes: Notes,
  ): Promise<ProvisionedState> {
    await notes.save({ replacing: true });
    const attempt = { what: 'delete', at: this.#now() };
    if (
      found.status === 'CREATE_FAILED' ||
      (found.status === 'DELETE_FAILED' && this.#isDue(attempt, 'done', notes))
    ) {
      await notes.save({ attempt });
      await client.containerInfra.deleteCluster(found.uuid);
    }
    return {
      ...unmade(cluster, {
        ...{ reason: 'Replacing', phase: 'Provisioning' },
        cause: 'What Magnum could not make is deleted first, then made anew',
      }),
      links: linksOf(settings.dashboardUrl, found.uuid),
    };
  }

  async #tend(
    site: MagnumSite,
    cluster: ProvisionedCluster,
    found: MagnumCluster,
    notes: Notes,
  ): Promise<ProvisionedState> {
    const { containerInfra: magnum } = site.client;
    const { plan, generation, observedGeneration } = cluster;
    const course = courseOf(found.status);
    // The pools that are not among Magnum's two are made when the cluster is there, which the first look settles nothing of.
    const isChanging = generation !== observedGeneration;
    const observed = await observe(magnum, found, plan, isChanging);
    const change =
      isChanging && (course === 'done' || course === 'broken')
        ? nextChange(observed, plan, notes.all.groups ?? [])
        : undefined;
    if (change && this.#isDue(change, course, notes)) {
      await notes.save({
        attempt: { what: change.what, at: this.#now() },
        ...(change.makes !== undefined && {
          groups: [...new Set([...(notes.all.groups ?? []), change.makes])],
        }),
      });
      await change.run(magnum, found.uuid);
    }
    const { template } = notes.all;
    const state = describeState(observed, plan, {
      ...{ change: change?.what, isChanging },
      ...(template?.wanted === plan.clusterTemplate && {
        templateId: template?.id,
      }),
    });
    const hasAccess =
      found.api_address && !['failed', 'deleting'].includes(course);
    return {
      ...state,
      links: linksOf(site.settings.dashboardUrl, found.uuid),
      ...(hasAccess && {
        connection: await this.#access.connection(magnum, found, notes),
      }),
    };
  }

  /** Magnum is not asked for the same each time somebody looks. */
  #isDue(
    change: Pick<Change, 'what'>,
    course: string,
    { all: { attempt } }: Notes,
  ): boolean {
    const pause = course === 'broken' ? RETRY : ASK_AGAIN;
    return attempt?.what !== change.what || this.#now() - attempt.at > pause;
  }
}

function linksOf(dashboardUrl: string | undefined, uuid: string): Link[] {
  return dashboardUrl === undefined
    ? []
    : [
        {
          title: 'Horizon',
          url: `${dashboardUrl.replace(/\/+$/, '')}/ngdetails/OS::Magnum::Cluster/${encodeURIComponent(uuid)}`,
        },
      ];
}

function accepted(cluster: ProvisionedCluster): ProvisionedState {
  return unmade(cluster, {
    ...{ reason: 'Created', phase: 'Provisioning' },
    cause: 'Magnum was asked to make it',
  });
}

/** There is nothing to look at. */
function unmade(
  { plan }: ProvisionedCluster,
  {
    reason,
    cause,
    phase,
    final,
  }: {
    reason: string;
    cause: string;
    phase: ProvisionedState['phase'];
    final?: boolean;
  },
): ProvisionedState {
  return {
    ...{ phase, settled: false, cause },
    ...(final && { final }),
    conditions: [
      {
        ...{ type: 'Configured', status: 'False', reason },
        message: cause.replace(/\.?$/, '.'),
      },
    ],
    pools: plan.pools.map(pool => ({
      ...{ name: pool.name, role: pool.role, flavor: pool.flavor },
      ...{ wanted: pool.count, ready: 0 },
    })),
    ...{ machines: [], drift: [], links: [] },
  };
}
