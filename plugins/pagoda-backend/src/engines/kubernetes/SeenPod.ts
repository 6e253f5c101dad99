import type { ContainerStatus, Pod } from 'kubernetes-types/core/v1';
import {
  ATTEMPT_LABEL,
  MAIN_CONTAINER,
  RUN_LABEL,
  SWEEP_LABEL,
} from './labels';
import { pulledImage } from './pulledImage';
import { seenConditions, type SeenCondition } from './SeenJob';

/** What is kept of a pod: a cluster may have tens of thousands. */
export interface SeenPod {
  uid: string;
  name: string;
  namespace: string;
  run?: string;
  attempt: number;
  sweep?: string;
  /** Of a pod of an Indexed Job, with the name of that. */
  index?: number;
  job?: string;
  node?: string;
  /** Milliseconds since 1970. */
  createdAt: number;
  deletedAt?: string;
  /** It is not there any more; kept a while for what it tells. */
  gone?: boolean;
  phase: string;
  reason?: string;
  message?: string;
  conditions: SeenCondition[];
  /** Init containers first. */
  containers: SeenContainer[];
}

/** The state of one container; exactly one of `waiting`, `running` and `terminated` where the kubelet has spoken. */
export interface SeenContainer {
  name: string;
  init: boolean;
  started: boolean;
  /** With the digest by which it was pulled; of the run's own container. */
  image?: string;
  waiting?: { reason?: string; message?: string };
  running?: { startedAt?: string };
  terminated?: {
    exitCode: number;
    signal?: number;
    reason?: string;
    message?: string;
    startedAt?: string;
    finishedAt?: string;
  };
}

const JOB_LABEL = 'batch.kubernetes.io/job-name';
const INDEX_ANNOTATION = 'batch.kubernetes.io/job-completion-index';

/** Drops what is not looked at. */
export function toSeenPod(pod: Pod): SeenPod {
  const { metadata = {}, spec, status } = pod;
  const labels = metadata.labels ?? {};
  const index = metadata.annotations?.[INDEX_ANNOTATION];
  return {
    uid: metadata.uid ?? '',
    name: metadata.name ?? '',
    namespace: metadata.namespace ?? '',
    ...(labels[RUN_LABEL] && { run: labels[RUN_LABEL] }),
    attempt: Number(labels[ATTEMPT_LABEL] ?? 1),
    ...(labels[SWEEP_LABEL] && { sweep: labels[SWEEP_LABEL] }),
    ...(index !== undefined && { index: Number(index) }),
    ...(labels[JOB_LABEL] && { job: labels[JOB_LABEL] }),
    ...(spec?.nodeName && { node: spec.nodeName }),
    createdAt: Date.parse(metadata.creationTimestamp ?? ''),
    ...(metadata.deletionTimestamp && {
      deletedAt: metadata.deletionTimestamp,
    }),
    phase: status?.phase ?? 'Pending',
    ...(status?.reason && { reason: status.reason }),
    ...(status?.message && { message: status.message }),
    conditions: seenConditions(status?.conditions),
    containers: [
      ...(status?.initContainerStatuses ?? []).map(one =>
        toSeenContainer(one, true),
      ),
      ...(status?.containerStatuses ?? []).map(one =>
        toSeenContainer(one, false, pulledMain(pod, one)),
      ),
    ],
  };
}

function toSeenContainer(
  status: ContainerStatus,
  init: boolean,
  image?: string,
): SeenContainer {
  const { waiting, running, terminated } = status.state ?? {};
  return {
    name: status.name,
    init,
    started: status.started ?? false,
    ...(image && { image }),
    ...(waiting && {
      waiting: { reason: waiting.reason, message: waiting.message },
    }),
    ...(running && { running: { startedAt: running.startedAt } }),
    ...(terminated && {
      terminated: {
        exitCode: terminated.exitCode,
        signal: terminated.signal,
        reason: terminated.reason,
        message: terminated.message,
        startedAt: terminated.startedAt,
        finishedAt: terminated.finishedAt,
      },
    }),
  };
}

function pulledMain(
  { spec }: Pod,
  { name, imageID }: ContainerStatus,
): string | undefined {
  const asked = spec?.containers.find(one => one.name === name)?.image;
  return name === MAIN_CONTAINER && asked && imageID
    ? pulledImage(asked, imageID)
    : undefined;
}
