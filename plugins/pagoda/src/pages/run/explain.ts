import {
  formatBytes,
  formatDuration,
  parseQuantity,
  type ExplanationCode,
  type Run,
  type RunRerun,
} from '@pagoda/plugin-pagoda-common';

const TITLES: Record<ExplanationCode, string> = {
  ExitCode: 'The command failed',
  Signal: 'The command was ended by a signal',
  Timeout: 'Time limit reached',
  OutOfMemory: 'Out of memory',
  CommandNotFound: 'Command not found',
  Cancelled: 'Cancelled',
  QuotaExceeded: 'The quota is used up',
  ConcurrencyLimit: 'Waiting for other runs',
  VolumeNotFound: 'Volume not found',
  VolumeBusy: 'The volume is in use',
  SecretNotFound: 'Secret not found',
  ImageNotFound: 'Image not found',
  ImagePullDenied: 'The image may not be pulled',
  Unschedulable: 'No room for it now',
  PolicyRefused: 'Refused by policy',
  InvalidSpec: 'The definition cannot be run',
  InitStuck: 'The start is stuck',
  Evicted: 'Evicted from its node',
  Preempted: 'Made way for another run',
  NodeLost: 'Its node was lost',
  EngineRestarted: 'The engine was restarted',
  ClusterUnreachable: 'The cluster does not answer',
  DeletedOutside: 'Deleted outside PAGoDA',
  NamespaceTerminating: 'The namespace is being removed',
  WaitingInQueue: 'Waiting in its queue',
  QueueStopped: 'Its queue is stopped',
  QueueUnusable: 'Its queue cannot take it',
  Unknown: 'Ended for an unknown reason',
};

/** What a cause is called above its explanation. */
export function explanationTitle(code: ExplanationCode): string {
  return TITLES[code];
}

/** A rerun that is likely to get around the cause. */
export interface SuggestedRerun {
  label: string;
  changes: RunRerun;
}

const MAX_TIMEOUT_SECONDS = 30 * 86_400;

/** More memory after running out of it, more time after the time limit; else nothing. */
export function suggestRerun(run: Run): SuggestedRerun | undefined {
  switch (run.status.explanation?.code) {
    case 'OutOfMemory':
      return suggestMemory(run);
    case 'Timeout':
      return suggestTimeout(run);
    default:
      return undefined;
  }
}

/** What the advice says, which knows how much was used at the end; else half as much again. */
function suggestMemory(run: Run): SuggestedRerun {
  const advised = /\bmemory: (\d+(?:\.\d+)?[MGT]i)\b/.exec(
    run.status.explanation?.advice ?? '',
  )?.[1];
  const step = 64 * 2 ** 20;
  const memory =
    advised ??
    `${(Math.ceil((parseQuantity(run.spec.resources.memory) * 1.5) / step) * step) / 2 ** 20}Mi`;
  return {
    label: `Rerun with ${formatBytes(parseQuantity(memory))}`,
    changes: { resources: { memory } },
  };
}

/** Twice the time, up to what the contract allows. */
function suggestTimeout(run: Run): SuggestedRerun | undefined {
  const timeoutSeconds = Math.min(
    run.spec.timeoutSeconds * 2,
    MAX_TIMEOUT_SECONDS,
  );
  return timeoutSeconds > run.spec.timeoutSeconds
    ? {
        label: `Rerun with a limit of ${formatDuration(timeoutSeconds * 1000)}`,
        changes: { timeoutSeconds },
      }
    : undefined;
}
