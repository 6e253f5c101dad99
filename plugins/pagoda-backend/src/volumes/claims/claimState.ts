import { formatBytes, parseQuantity } from '@pagoda/plugin-pagoda-common';
import type {
  Event,
  PersistentVolumeClaim,
  Pod,
} from 'kubernetes-types/core/v1';
import type { StorageClass } from 'kubernetes-types/storage/v1';
import type { KubernetesClient } from '../../clients/kubernetes/KubernetesClient';
import { LABELS } from '../../projects/clusters/objectNames';

/** How a claim is. */
export interface ClaimState {
  phase: 'Bound' | 'Pending' | 'WaitsForConsumer' | 'Lost' | 'Terminating';
  /** Whether a run may mount it. */
  usable: boolean;
  /** Stable, for programs. */
  reason: string;
  /** One plain sentence. */
  message: string;
}

type Reader = Pick<KubernetesClient, 'find' | 'list' | 'listAll'>;

/** Pods that are named as those a deletion waits for. */
const NAMED = 5;

/** How a claim is, with the plain reason where it cannot be used. */
export async function claimState(
  client: Reader,
  claim: PersistentVolumeClaim,
): Promise<ClaimState> {
  const phase = claim.status?.phase;
  if (claim.metadata?.deletionTimestamp) {
    return terminating(await usersOf(client, claim));
  }
  if (phase === 'Lost') {
    return {
      phase: 'Lost',
      usable: false,
      reason: 'Lost',
      message: `The volume '${claim.spec?.volumeName}' behind the claim is gone from the cluster, and its files with it. Ask an administrator whether it can be restored; otherwise delete this volume.`,
    };
  }
  return phase === 'Bound' ? bound(claim) : pending(client, claim);
}

function bound({ spec, status }: PersistentVolumeClaim): ClaimState {
  const wanted = parseQuantity(spec?.resources?.requests?.storage ?? '0');
  const actual = parseQuantity(status?.capacity?.storage ?? '0');
  const state = { phase: 'Bound', usable: true } as const;
  if (wanted <= actual) {
    return { ...state, reason: 'Bound', message: 'The volume can be used.' };
  }
  const failed = status?.conditions?.find(
    ({ type, status: is }) =>
      is === 'True' &&
      ['ControllerResizeError', 'NodeResizeError'].includes(type ?? ''),
  );
  const waits = status?.conditions?.some(
    ({ type, status: is }) =>
      type === 'FileSystemResizePending' && is === 'True',
  );
  const sizes = `from ${formatBytes(actual)} to ${formatBytes(wanted)}`;
  if (failed) {
    return {
      ...state,
      reason: 'ResizeFailed',
      message: `The volume can be used, but it could not be made larger ${sizes}: ${failed.message}`,
    };
  }
  return {
    ...state,
    reason: 'Resizing',
    message: waits
      ? `The volume can be used; it grows ${sizes} when a run mounts it next.`
      : `The volume can be used; it is being made larger ${sizes}.`,
  };
}

async function pending(
  client: Reader,
  claim: PersistentVolumeClaim,
): Promise<ClaimState> {
  const name = claim.spec?.storageClassName;
  const events = await eventsOf(client, claim);
  const failure = events.findLast(({ type }) => type === 'Warning');
  const state = { phase: 'Pending', usable: false } as const;
  if (!name) {
    return {
      ...state,
      reason: 'NoStorageClass',
      message:
        'The cluster has no default storage class. Make the volume again with a storage class that it has.',
    };
  }
  const storageClass = await client.find<StorageClass>({
    group: 'storage.k8s.io',
    resource: 'storageclasses',
    name,
  });
  if (!storageClass) {
    return {
      ...state,
      reason: 'StorageClassNotFound',
      message: `The cluster has no storage class '${name}'. Make the volume again with one that it has.`,
    };
  }
  if (failure) {
    return {
      ...state,
      reason: 'ProvisioningFailed',
      message: `Storage class '${name}' could not provision it yet: ${failure.message}`,
    };
  }
  if (storageClass.volumeBindingMode === 'WaitForFirstConsumer') {
    return {
      phase: 'WaitsForConsumer',
      usable: true,
      reason: 'WaitsForConsumer',
      message:
        'The volume can be used; it is made where the first run that mounts it is placed.',
    };
  }
  return {
    ...state,
    reason: 'Provisioning',
    message: `Storage class '${name}' is provisioning it.`,
  };
}

function terminating(users: string[]): ClaimState {
  const named = users.slice(0, NAMED).join(', ');
  return {
    phase: 'Terminating',
    usable: false,
    reason: 'Terminating',
    message:
      users.length === 0
        ? 'The volume is being deleted: the cluster lets go of it.'
        : `The volume is being deleted, and waits until it is used no more by ${named}${
            users.length > NAMED ? ' and more' : ''
          }.`,
  };
}

/** Who uses a claim, in words. */
async function usersOf(
  client: Reader,
  { metadata }: PersistentVolumeClaim,
): Promise<string[]> {
  const users: string[] = [];
  const pods = client.listAll<Pod>(
    { resource: 'pods', namespace: metadata?.namespace },
    { fieldSelector: 'status.phase!=Succeeded,status.phase!=Failed' },
  );
  for await (const pod of pods) {
    const uses = pod.spec?.volumes?.some(
      ({ persistentVolumeClaim }) =>
        persistentVolumeClaim?.claimName === metadata?.name,
    );
    if (uses) {
      const run = pod.metadata?.labels?.[LABELS.run];
      users.push(run ? `run ${run}` : `pod ${pod.metadata?.name}`);
      if (users.length > NAMED) {
        break;
      }
    }
  }
  return users;
}

async function eventsOf(
  client: Reader,
  { metadata }: PersistentVolumeClaim,
): Promise<Event[]> {
  const { items } = await client.list<Event>(
    { resource: 'events', namespace: metadata?.namespace },
    { fieldSelector: `involvedObject.uid=${metadata?.uid}` },
  );
  const when = ({ lastTimestamp, eventTime, metadata: own }: Event) =>
    Date.parse(lastTimestamp ?? eventTime ?? own.creationTimestamp ?? '');
  return items.sort((a, b) => when(a) - when(b));
}
