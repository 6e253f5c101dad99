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
    case 'OutOfMemory': {
      const memory = roundUpMemory(
        parseQuantity(run.spec.resources.memory) * 1.5,
      );
      return {
        label: `Rerun with ${formatBytes(memory.bytes)}`,
        changes: { resources: { memory: memory.quantity } },
      };
    }
    case 'Timeout': {
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
    default:
      return undefined;
  }
}

/** Up to the next sixteenth of a power of two, in Mi: 768Mi rather than 771Mi. */
function roundUpMemory(bytes: number): { bytes: number; quantity: string } {
  const mebibyte = 2 ** 20;
  const step = Math.max(mebibyte, 2 ** Math.floor(Math.log2(bytes) - 4));
  const rounded = Math.ceil(bytes / step) * step;
  return {
    bytes: rounded,
    quantity: `${Math.ceil(rounded / mebibyte)}Mi`,
  };
}
