import { setTimeout as sleep } from 'node:timers/promises';
import { KubernetesError } from '../../clients/kubernetes/KubernetesError';
import type {
  OperationState,
  ProvisionedCluster,
  ProvisionerOperation,
} from '../types';
import type { PatchOperation } from './changePools';
import { inPlainWords } from './inPlainWords';
import { isUpToDate } from './isUsable';
import { ownerLabels, UID_LABEL } from './names';
import { PORTAL_LABEL } from '../../engines/kubernetes/labels';
import type { Notes } from './Notes';
import {
  find,
  isTrue,
  type ControlPlane,
  type RancherCluster,
  type RancherOperation,
} from './objects';
import { clustersPath, controlPlanesPath, operationsPath } from './paths';
import { findCluster, isConflict } from './RancherReconciler';
import type { RancherSite } from './RancherSites';

const TRIES = 4;
const PAUSE = 100;

/** What each step of an operation has to do with. */
interface Context {
  site: RancherSite;
  cluster: ProvisionedCluster;
  found: RancherCluster;
  operation: ProvisionerOperation;
  notes: Notes;
}

/** The fields of `spec.rkeConfig` whose `generation` is raised to have something done. */
type Trigger =
  'etcdSnapshotCreate' | 'etcdSnapshotRestore' | 'rotateCertificates';

const RUNNING = (message?: string): OperationState => ({
  phase: 'Running',
  ...(message !== undefined && { message }),
});
const FAILED = (message: string): OperationState => ({
  phase: 'Failed',
  message,
});
const DONE: OperationState = { phase: 'Succeeded' };

/** Sees operations of clusters through, step by step; what was begun is kept before it is begun. */
export class RancherOperations {
  async operate(
    site: RancherSite,
    cluster: ProvisionedCluster,
    operation: ProvisionerOperation,
    notes: Notes,
  ): Promise<OperationState> {
    const found = await findCluster(site, cluster.name);
    if (!found || found.metadata.labels?.[UID_LABEL] !== cluster.uid) {
      return FAILED('Rancher has no such cluster');
    }
    if (notes.all.operation?.id !== operation.id) {
      await notes.save({ operation: { id: operation.id } });
    }
    const context = { site, cluster, found, operation, notes };
    switch (operation.kind) {
      case 'upgrade':
        return this.#upgrade(context);
      case 'rotate':
        return this.#rotate(context);
      case 'snapshot':
        return (await site.features.operations())
          ? this.#object(context, 'etcdsnapshotsaves')
          : this.#snapshot(context);
      case 'restore':
        return this.#restore(context);
      default:
        return FAILED(`Rancher does not know how to ${operation.kind}`);
    }
  }

  async #upgrade(context: Context): Promise<OperationState> {
    const { found, operation } = context;
    const { version } = operation.parameters as { version?: string };
    if (version === undefined) {
      return FAILED('version: is missing');
    }
    if (found.spec.kubernetesVersion !== version) {
      await this.#patch(context, current =>
        current.spec.kubernetesVersion === version
          ? []
          : [{ op: 'add', path: '/spec/kubernetesVersion', value: version }],
      );
      return RUNNING(`Rancher was told to upgrade to ${version}`);
    }
    const plane = await this.#plane(context);
    if (!isUpToDate(found) || !hasVersion(plane, version)) {
      return this.#progress(found);
    }
    return { phase: 'Succeeded', message: `It has ${version}.` };
  }

  async #rotate(context: Context): Promise<OperationState> {
    const { services } = context.operation.parameters as {
      services?: string[];
    };
    const generation = await this.#trigger(context, 'rotateCertificates', {
      ...(services && services.length > 0 && { services }),
    });
    const plane = await this.#plane(context);
    return (plane?.status?.certificateRotationGeneration ?? 0) >= generation &&
      isUpToDate(context.found)
      ? DONE
      : this.#progress(context.found);
  }

  async #snapshot(context: Context): Promise<OperationState> {
    const generation = await this.#trigger(context, 'etcdSnapshotCreate', {});
    const { status } = (await this.#plane(context)) ?? {};
    if (status?.etcdSnapshotCreate?.generation !== generation) {
      return this.#progress(context.found);
    }
    return byPhase(status.etcdSnapshotCreatePhase, 'The snapshot');
  }

  async #restore(context: Context): Promise<OperationState> {
    const { operation, site } = context;
    const { snapshot, restoreConfig = 'none' } = operation.parameters as {
      snapshot?: string;
      restoreConfig?: string;
    };
    if (snapshot === undefined) {
      return FAILED('snapshot: is missing');
    }
    // An operation's object knows the snapshot alone; the rest goes by the cluster's own field.
    if (restoreConfig === 'none' && (await site.features.operations())) {
      return this.#object(context, 'etcdsnapshotrestores', snapshot);
    }
    let generation: number;
    try {
      generation = await this.#trigger(context, 'etcdSnapshotRestore', {
        ...{ name: snapshot, restoreRKEConfig: restoreConfig },
      });
    } catch (error) {
      if (error instanceof KubernetesError && error.status === 400) {
        return FAILED(`Rancher refuses: ${error.message}`);
      }
      throw error;
    }
    const { status } = (await this.#plane(context)) ?? {};
    if (status?.etcdSnapshotRestore?.generation !== generation) {
      return this.#progress(context.found);
    }
    const state = byPhase(status.etcdSnapshotRestorePhase, 'Restoring');
    return state.phase === 'Succeeded' && !isUpToDate(context.found)
      ? this.#progress(context.found)
      : state;
  }

  /** From Rancher 2.15: an object for each, whose name is that of the operation, so that there is never a second one. */
  async #object(
    context: Context,
    resource: 'etcdsnapshotsaves' | 'etcdsnapshotrestores',
    snapshot?: string,
  ): Promise<OperationState> {
    const { site, cluster, found, operation, notes } = context;
    const { client, namespace } = site;
    const name = `pagoda-${operation.id}`;
    const path = operationsPath(resource, { namespace, name });
    let object = await client.kubernetes.find<RancherOperation>(path);
    if (!object && notes.all.operation?.object !== undefined) {
      // Rancher deletes old ones; this one was made, and how it went cannot be told any more.
      return FAILED('Rancher has no record of it any more');
    }
    if (!object) {
      object = await client.kubernetes.create<RancherOperation>(
        operationsPath(resource, { namespace }),
        {
          apiVersion: 'operation.cattle.io/v1alpha1',
          kind:
            resource === 'etcdsnapshotsaves'
              ? 'ETCDSnapshotSave'
              : 'ETCDSnapshotRestore',
          metadata: {
            ...{ name, namespace },
            labels: ownerLabels({
              portal: found.metadata.labels?.[PORTAL_LABEL] ?? '',
              ...{ cluster: cluster.name, uid: cluster.uid },
            }),
          },
          spec: {
            clusterRef: {
              apiVersion: 'provisioning.cattle.io/v1',
              kind: 'Cluster',
              ...{ namespace, name: cluster.name },
            },
            ...(snapshot !== undefined && { args: { name: snapshot } }),
          },
        },
      );
    }
    await notes.save({ operation: { id: operation.id, object: name } });
    const { phase, step, conditions } = object.status ?? {};
    const message = conditions?.find(one => one.message)?.message;
    switch (phase) {
      case 'Succeeded':
        return DONE;
      case 'Failed':
      case 'Canceled':
        return FAILED(
          `Rancher: ${phase}${step ? ` in step ${step}` : ''}${message ? `: ${message}` : ''}`,
        );
      default:
        return RUNNING(step ? `Rancher: ${step}` : undefined);
    }
  }

  /** Raises a generation, once for each operation; returns what it was raised to. */
  async #trigger(
    context: Context,
    field: Trigger,
    parameters: Record<string, unknown>,
  ): Promise<number> {
    const { found, operation, notes } = context;
    const before = generationOf(found, field);
    const generation = notes.all.operation?.generation ?? before + 1;
    await notes.save({ operation: { id: operation.id, generation } });
    await this.#patch(context, current =>
      generationOf(current, field) >= generation
        ? []
        : [
            {
              op: 'add',
              path: `/spec/rkeConfig/${field}`,
              value: { ...parameters, generation },
            },
          ],
    );
    return generation;
  }

  /** Patches unless there is nothing to do; what somebody else does at the same time is looked at again. */
  async #patch(
    { site, found }: Context,
    changes: (current: RancherCluster) => PatchOperation[],
  ): Promise<void> {
    const { client } = site;
    const { name, namespace } = found.metadata;
    const path = clustersPath({ namespace, name });
    let current = found;
    for (let attempt = 1; ; attempt += 1) {
      const operations = changes(current);
      if (operations.length === 0) {
        return;
      }
      const { resourceVersion } = current.metadata;
      try {
        await client.kubernetes.patch(
          path,
          [
            {
              op: 'test',
              path: '/metadata/resourceVersion',
              value: resourceVersion,
            },
            ...operations,
          ],
          'json',
        );
        return;
      } catch (error) {
        if (!isConflict(error) || attempt >= TRIES) {
          throw error;
        }
      }
      await sleep(PAUSE * attempt);
      current = await client.kubernetes.get<RancherCluster>(path);
    }
  }

  #plane({ site, cluster }: Context): Promise<ControlPlane | undefined> {
    const { client, namespace } = site;
    return client.kubernetes.find<ControlPlane>(
      controlPlanesPath({ namespace, name: cluster.name }),
    );
  }

  #progress({ status }: RancherCluster): OperationState {
    return RUNNING(inPlainWords(find(status?.conditions, 'Updated')?.message));
  }
}

function generationOf({ spec }: RancherCluster, field: Trigger): number {
  return spec.rkeConfig?.[field]?.generation ?? 0;
}

function byPhase(phase: string | undefined, what: string): OperationState {
  switch (phase) {
    case 'Finished':
      return DONE;
    case 'Failed':
      return FAILED(
        `${what} has failed; the log of the planner in Rancher says why`,
      );
    default:
      return RUNNING(`Rancher: ${phase ?? 'begins'}`);
  }
}

/** The cluster's own conditions mirror those of its control plane, and may come late. */
function hasVersion(plane: ControlPlane | undefined, version: string): boolean {
  const { metadata, spec, status } = plane ?? {};
  return (
    spec?.kubernetesVersion === version &&
    status?.observedGeneration === metadata?.generation &&
    isTrue(status?.conditions, 'Ready')
  );
}
