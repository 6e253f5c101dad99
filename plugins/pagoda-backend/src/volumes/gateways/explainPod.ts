import type { Event, Pod } from 'kubernetes-types/core/v1';

/** Why a gateway's pod does not begin. */
export interface PodObstacle {
  /** Goes after "…: ", without a full stop. */
  message: string;
  advice: string;
  /** Waiting longer will not help. */
  final: boolean;
}

const ASK = 'Ask an administrator of PAGoDA.';

/** What the scheduler says where a volume lies on nodes that it cannot take; worded in one way until 1.33, then in the other. */
const ELSEWHERE =
  /volume node affinity conflict|didn't match PersistentVolume's node affinity/i;

/** Whether a pod waits because its volume lies on nodes that cannot be had. */
export function isPinned({ status }: Pod): boolean {
  return (
    status?.conditions?.some(
      ({ type, status: is, message }) =>
        type === 'PodScheduled' &&
        is === 'False' &&
        ELSEWHERE.test(message ?? ''),
    ) ?? false
  );
}

/**
 * What keeps a pod from running, by its status and events; `undefined` where nothing is known of it yet.
 *
 * @param place - what describePlace says of its volume
 */
export function explainPod(
  pod: Pod,
  events: Event[],
  place?: string,
): PodObstacle | undefined {
  return (
    explainEnd(pod) ??
    explainImage(pod) ??
    explainScheduling(pod, place) ??
    explainMount(events) ??
    explainWaiting(pod)
  );
}

function explainEnd({ status }: Pod): PodObstacle | undefined {
  const ended = status?.containerStatuses?.[0]?.state?.terminated;
  if (status?.phase !== 'Failed' && !ended) {
    return undefined;
  }
  const reason = status?.reason ?? ended?.reason ?? 'Error';
  const said = ended?.message?.trim() || status?.message;
  return {
    message: `it ended at once (${reason}${
      ended?.exitCode === undefined ? '' : `, exit code ${ended.exitCode}`
    })${said ? `: ${said}` : ''}`,
    advice: ASK,
    final: true,
  };
}

function explainImage({ spec, status }: Pod): PodObstacle | undefined {
  const waiting = status?.containerStatuses?.[0]?.state?.waiting;
  const image = spec?.containers[0].image;
  switch (waiting?.reason) {
    case 'ErrImagePull':
    case 'ImagePullBackOff':
      return {
        message: `its image '${image}' cannot be pulled${
          waiting.message ? `: ${waiting.message}` : ''
        }`,
        advice:
          'Let an administrator check pagoda.kubernetes.gatewayImage, and that nodes may pull it.',
        // The first error may pass; the second is after a while.
        final: waiting.reason === 'ImagePullBackOff',
      };
    case 'InvalidImageName':
    case 'ErrImageNeverPull':
      return {
        message: `its image '${image}' cannot be used: ${
          waiting.message ?? waiting.reason
        }`,
        advice: 'Let an administrator check pagoda.kubernetes.gatewayImage.',
        final: true,
      };
    case 'CreateContainerConfigError':
    case 'CreateContainerError':
      return {
        message: `its container cannot be made: ${
          waiting.message ?? waiting.reason
        }`,
        advice: ASK,
        final: false,
      };
    default:
      return undefined;
  }
}

function explainScheduling(
  pod: Pod,
  place: string | undefined,
): PodObstacle | undefined {
  const scheduled = pod.status?.conditions?.find(
    ({ type }) => type === 'PodScheduled',
  );
  if (scheduled?.status !== 'False') {
    return undefined;
  }
  const said = scheduled.message ?? scheduled.reason ?? '';
  if (isPinned(pod)) {
    return {
      message: place
        ? `its volume ${place}`
        : `its volume lies on a node that cannot be used now. The scheduler says: ${said}`,
      advice:
        'Wait until that node is back, or ask an administrator what became of it.',
      final: false,
    };
  }
  if (/unbound immediate PersistentVolumeClaims/i.test(said)) {
    return {
      message: 'its volume has not been provisioned yet',
      advice: 'Try again in a moment; the page of the volume says how it is.',
      final: false,
    };
  }
  if (/persistentvolumeclaim .* not found/i.test(said)) {
    return {
      message: 'its volume claim is not there any more',
      advice: ASK,
      final: true,
    };
  }
  return {
    message: `no node has room for it. The scheduler says: ${said}`,
    advice: 'Wait until runs have ended, or ask an administrator.',
    final: false,
  };
}

function explainMount(events: Event[]): PodObstacle | undefined {
  const last = events
    .filter(({ reason }) =>
      ['FailedAttachVolume', 'FailedMount', 'FailedMapVolume'].includes(
        reason ?? '',
      ),
    )
    .at(-1);
  if (!last) {
    return undefined;
  }
  const said = last.message ?? '';
  if (/Multi-Attach error/i.test(said)) {
    return {
      message:
        'its volume may be attached to one node at a time, and is attached to another one',
      advice:
        'Wait until the run that uses it has ended; its node lets go of it within minutes.',
      final: false,
    };
  }
  return {
    message: `its volume cannot be mounted: ${said}`,
    advice: ASK,
    final: false,
  };
}

function explainWaiting({ status }: Pod): PodObstacle | undefined {
  if (status?.phase === 'Running') {
    return {
      message: 'it has begun, but does not answer yet',
      advice: 'Try again in a moment.',
      final: false,
    };
  }
  return undefined;
}
