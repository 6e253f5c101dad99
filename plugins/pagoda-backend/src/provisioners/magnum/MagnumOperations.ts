import type { ContainerInfra } from '../../clients/openstack/ContainerInfra';
import type { MagnumCluster } from '../../clients/openstack/containerInfraTypes';
import { OpenStackError } from '../../clients/openstack/OpenStackError';
import type {
  OperationState,
  ProvisionedCluster,
  ProvisionerOperation,
} from '../types';
import { courseOf } from './describeState';
import { explainCluster, withWayOut } from './inPlainWords';
import type { MagnumSite } from './MagnumSites';
import type { Notes } from './Notes';
import { readTemplateId } from './readTemplate';

/** Magnum begins a moment after it was asked; after so long it is asked again. In milliseconds. */
const BEGINS = 30_000;
/** What an operation does to the cluster itself, beside its node groups. */
const CLUSTER = 'cluster';

/** Upgrades, and new authorities for certificates. */
export class MagnumOperations {
  readonly #now: () => number;

  constructor(now: () => number = Date.now) {
    this.#now = now;
  }

  async operate(
    { client }: MagnumSite,
    cluster: ProvisionedCluster,
    operation: ProvisionerOperation,
    notes: Notes,
  ): Promise<OperationState> {
    const { containerInfra: magnum } = client;
    const { id } = notes.all;
    const found = id === undefined ? undefined : await magnum.findCluster(id);
    if (!found) {
      return { phase: 'Failed', message: 'Magnum does not have this cluster' };
    }
    if (notes.all.operation?.id !== operation.id) {
      await notes.save({ operation: { id: operation.id, begun: [], at: 0 } });
    }
    const begun = notes.all.operation?.begun ?? [];
    switch (courseOf(found.status)) {
      case 'done':
        break;
      case 'failed':
      case 'deleting':
        return failed(found);
      case 'broken':
        if (begun.length > 0 && !this.#isRecent(notes)) {
          return failed(found);
        }
        break;
      default:
        return { phase: 'Running', message: `Magnum: ${found.status}` };
    }
    if (this.#isRecent(notes)) {
      return { phase: 'Running', message: 'Magnum was asked to begin' };
    }
    try {
      return operation.kind === 'upgrade'
        ? await this.#upgrade(magnum, cluster, found, notes)
        : await this.#rotate(magnum, found, notes);
    } catch (error) {
      const isRefused =
        error instanceof OpenStackError &&
        ['BadRequest', 'Forbidden', 'NotOffered', 'InUse', 'Conflict'].includes(
          error.code,
        );
      if (isRefused) {
        return { phase: 'Failed', message: withWayOut(error.reason) };
      }
      throw error;
    }
  }

  /** The cluster first, then each further node group, which is not taken along. */
  async #upgrade(
    magnum: ContainerInfra,
    { plan }: ProvisionedCluster,
    found: MagnumCluster,
    notes: Notes,
  ): Promise<OperationState> {
    const wanted = plan.clusterTemplate ?? '';
    const template = await readTemplateId(magnum, wanted, notes);
    const request = { cluster_template: template };
    if (found.cluster_template_id !== template) {
      await magnum.upgradeCluster(found.uuid, request);
      await this.#begun(notes, CLUSTER);
      return { phase: 'Running', message: `Magnum upgrades to '${wanted}'` };
    }
    for await (const group of magnum.nodeGroups(found.uuid)) {
      if (!group.is_default && !this.#has(notes, group.name)) {
        await magnum.upgradeCluster(found.uuid, {
          ...{ ...request, nodegroup: group.uuid },
        });
        await this.#begun(notes, group.name);
        return {
          phase: 'Running',
          message: `Magnum upgrades node group ${group.name}`,
        };
      }
    }
    return { phase: 'Succeeded' };
  }

  /** All certificates of the cluster are made anew, by a new authority. */
  async #rotate(
    magnum: ContainerInfra,
    found: MagnumCluster,
    notes: Notes,
  ): Promise<OperationState> {
    if (this.#has(notes, CLUSTER)) {
      // The portal's own was signed by the old authority.
      await notes.save({ certificate: undefined });
      return { phase: 'Succeeded' };
    }
    await magnum.rotateAuthority(found.uuid);
    await this.#begun(notes, CLUSTER);
    return { phase: 'Running', message: 'Magnum makes new certificates' };
  }

  #has(notes: Notes, what: string): boolean {
    return notes.all.operation?.begun.includes(what) ?? false;
  }

  #isRecent({ all: { operation } }: Notes): boolean {
    return this.#now() - (operation?.at ?? 0) < BEGINS;
  }

  async #begun(notes: Notes, what: string): Promise<void> {
    const { operation } = notes.all;
    if (operation) {
      await notes.save({
        operation: {
          ...operation,
          ...{ begun: [...operation.begun, what], at: this.#now() },
        },
      });
    }
  }
}

function failed(cluster: MagnumCluster): OperationState {
  return {
    phase: 'Failed',
    message: explainCluster(cluster) ?? `Magnum: ${cluster.status}`,
  };
}
