import type { EngineProblem, ProblemReason } from '../types';
import type { SeenContainer, SeenPod } from './SeenPod';

/** A problem, and whether waiting would not help. */
export interface FoundProblem extends EngineProblem {
  /** It is an end when it has lasted so long, in seconds; missing when it may pass whenever. */
  fatalAfter?: number;
}

/** Something that the cluster has told of an object; see Event of the API group events.k8s.io. */
export interface SeenEvent {
  reason: string;
  message: string;
  type: string;
  time?: string;
}

/** Waited for a pod's volumes, or its services, before it is a problem, in seconds. */
const SLOW = 20;
const STUCK = 600;

/** Why a Job has no pod, from its events. */
export function findJobProblem(
  events: readonly SeenEvent[],
): FoundProblem | undefined {
  const failed = events
    .filter(({ reason }) => reason === 'FailedCreate')
    .at(-1);
  if (!failed) {
    return undefined;
  }
  const { message } = failed;
  const evidence = [{ source: 'event', message, time: failed.time }];
  if (/exceeded quota|must specify (limits|requests)/.test(message)) {
    return { reason: 'QuotaExceeded', evidence };
  }
  if (/is being terminated/.test(message)) {
    return { reason: 'NamespaceTerminating', evidence, fatalAfter: 0 };
  }
  if (/violates PodSecurity|denied the request|is forbidden/.test(message)) {
    return /serviceaccount .* not found/i.test(message)
      ? undefined
      : { reason: 'PolicyRefused', evidence, fatalAfter: 0 };
  }
  return /is invalid|Invalid value/.test(message)
    ? { reason: 'InvalidSpec', evidence, fatalAfter: 0 }
    : undefined;
}

/** Why a pod does not start; `now` in milliseconds since 1970. */
export function findPodProblem(
  pod: SeenPod,
  events: readonly SeenEvent[],
  now: number,
): FoundProblem | undefined {
  if (pod.phase !== 'Pending') {
    return undefined;
  }
  const scheduled = pod.conditions.find(({ type }) => type === 'PodScheduled');
  if (scheduled?.status === 'False') {
    return unscheduled(scheduled.message ?? '', scheduled.lastTransitionTime);
  }
  for (const container of pod.containers) {
    const problem = container.waiting && waitingProblem(container);
    if (problem) {
      return problem;
    }
  }
  const age = (now - pod.createdAt) / 1000;
  const mount = events
    .filter(({ reason }) =>
      /^Failed(Mount|AttachVolume|MapVolume)$/.test(reason),
    )
    .at(-1);
  if (mount && age > SLOW) {
    const { message, time } = mount;
    const secret =
      /secret "[^"]+" not found|references non-existent secret key/;
    return {
      reason: secret.test(message) ? 'SecretNotFound' : 'VolumeBusy',
      evidence: [{ source: 'event', message, time }],
      ...(secret.test(message) && { fatalAfter: SLOW }),
    };
  }
  const service = pod.containers.find(
    one => one.init && !one.started && !one.terminated,
  );
  return service && age > SLOW
    ? {
        reason: 'InitStuck',
        evidence: [
          {
            source: 'pod',
            message: `'${service.name}' is not ready after ${Math.round(age)} s${
              service.waiting?.reason ? ` (${service.waiting.reason})` : ''
            }`,
          },
        ],
        fatalAfter: STUCK,
      }
    : undefined;
}

/** The scheduler's words: pkg/scheduler/framework in kubernetes/kubernetes. */
function unscheduled(message: string, time?: string): FoundProblem {
  const evidence = [{ source: 'event', message, ...(time && { time }) }];
  if (
    /persistentvolumeclaim "[^"]*" (not found|is being deleted)/.test(message)
  ) {
    return { reason: 'VolumeNotFound', evidence, fatalAfter: SLOW };
  }
  return /volume node affinity conflict|unbound immediate PersistentVolumeClaims|exceed max volume count|volume.*(in use|conflict)/.test(
    message,
  )
    ? { reason: 'VolumeBusy', evidence }
    : { reason: 'Unschedulable', evidence };
}

/** The kubelet's reasons: pkg/kubelet/images and pkg/kubelet/kuberuntime in kubernetes/kubernetes. */
function waitingProblem({
  name,
  waiting,
}: SeenContainer): FoundProblem | undefined {
  const message = waiting?.message ?? '';
  const found = (reason: ProblemReason, fatalAfter?: number): FoundProblem => ({
    reason,
    evidence: [
      {
        source: 'pod',
        message: `container '${name}': ${waiting?.reason}${message && `: ${message}`}`,
      },
    ],
    ...(fatalAfter !== undefined && { fatalAfter }),
  });
  switch (waiting?.reason) {
    case 'ErrImagePull':
    case 'ImagePullBackOff':
      return isDenied(message)
        ? found('ImagePullDenied', SLOW)
        : found('ImageNotFound', isMissing(message) ? SLOW : STUCK);
    case 'ErrImageNeverPull':
      return found('ImageNotFound', 0);
    case 'InvalidImageName':
      return found('InvalidSpec', 0);
    case 'CreateContainerConfigError':
      if (/secret|couldn't find key/i.test(message)) {
        return found('SecretNotFound', SLOW);
      }
      return /runAsNonRoot|runAsUser|run as root/.test(message)
        ? found('PolicyRefused', 0)
        : found('InvalidSpec', SLOW);
    case 'CreateContainerError':
    case 'RunContainerError':
      return found('InvalidSpec', SLOW);
    case 'CrashLoopBackOff':
      return found('InitStuck', SLOW);
    default:
      return undefined;
  }
}

function isDenied(message: string): boolean {
  return /\b(401|403)\b|unauthorized|authorization failed|denied|forbidden|no basic auth/i.test(
    message,
  );
}

function isMissing(message: string): boolean {
  return /not found|manifest unknown|name unknown|does not exist|\b404\b/i.test(
    message,
  );
}
