import type { Explanation } from '@pagoda/plugin-pagoda-common';
import type { EndReason } from '../../engines/types';
import type { CauseFacts } from './CauseFacts';
import { explainDeletedOutside } from './explainDeletedOutside';
import { explainEvicted } from './explainEvicted';
import { explainImageNotFound } from './explainImageNotFound';
import { explainImagePullDenied } from './explainImagePullDenied';
import { explainInitStuck } from './explainInitStuck';
import { explainInvalidSpec } from './explainInvalidSpec';
import { explainNamespaceTerminating } from './explainNamespaceTerminating';
import { explainNodeLost } from './explainNodeLost';
import { explainPolicyRefused } from './explainPolicyRefused';
import { explainPreempted } from './explainPreempted';
import { explainQueueStopped } from './explainQueueStopped';
import { explainQueueUnusable } from './explainQueueUnusable';
import { explainVolumeBusy } from './explainVolumeBusy';
import { explainWaitingInQueue } from './explainWaitingInQueue';

const CAUSES: Partial<Record<EndReason, (facts: CauseFacts) => Explanation>> = {
  DeletedOutside: explainDeletedOutside,
  Evicted: explainEvicted,
  ImageNotFound: explainImageNotFound,
  ImagePullDenied: explainImagePullDenied,
  InitStuck: explainInitStuck,
  InvalidSpec: explainInvalidSpec,
  NamespaceTerminating: explainNamespaceTerminating,
  NodeLost: explainNodeLost,
  PolicyRefused: explainPolicyRefused,
  Preempted: explainPreempted,
  QueueStopped: explainQueueStopped,
  QueueUnusable: explainQueueUnusable,
  VolumeBusy: explainVolumeBusy,
  WaitingInQueue: explainWaitingInQueue,
};

/** Causes that need no more than what the cluster said; `undefined` for others. */
export function explainCause(
  reason: EndReason,
  facts: CauseFacts,
): Explanation | undefined {
  return CAUSES[reason]?.(facts);
}
