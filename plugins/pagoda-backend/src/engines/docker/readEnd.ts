import { constants } from 'node:os';
import { formatBytes } from '@pagoda/plugin-pagoda-common';
import type {
  AttemptEnd,
  EndReason,
  EngineEvidence,
  Observation,
} from '../types';
import type { ContainerAnswer } from './dockerAnswers';
import { TIMEOUT_LABEL } from './labels';

/** What the engine has done to an attempt, and when. */
export interface Interventions {
  cancelledAt?: Date;
  timedOutAt?: Date;
}

/** Engines say by 128 + number which signal ended a command. */
const SIGNAL_NAMES = new Map(
  Object.entries(constants.signals).map(([name, number]) => [number, name]),
);
const SIGNALLED = 128;
/**
 * Podman does not say with old cgroups that the kernel ended a container for its memory. Who used so much of its limit
 * when last looked at, and was killed, was so for that.
 */
const SUSPECT = 0.5;
/** That processes end with which cannot begin the command. */
const INIT_CODES = [1, 126, 127];

/** The runtime could not begin the command. */
const COMMAND_FAULTS =
  /executable file .*not found|no such file or directory|permission denied|exec format error|is a directory/i;

/** How a container ended that was started. */
export function readEnd(
  { State, HostConfig, Config }: ContainerAnswer,
  interventions: Interventions,
  { peakMemoryBytes = 0 }: Observation['usage'],
): AttemptEnd {
  const finishedAt = new Date(State.FinishedAt);
  const exitCode = State.ExitCode;
  const signal =
    exitCode > SIGNALLED ? SIGNAL_NAMES.get(exitCode - SIGNALLED) : undefined;
  const memory = HostConfig.Memory;
  const wasFull = peakMemoryBytes > memory * SUSPECT;
  const isOutOfMemory =
    State.OOMKilled || (signal === 'SIGKILL' && wasFull && memory > 0);
  const reason = endReason(finishedAt, interventions, {
    isOutOfMemory: isOutOfMemory && exitCode !== 0,
  });
  return {
    finishedAt,
    // A signal of the engine's is not the command's own end.
    ...(!(reason && signal) && { exitCode }),
    ...(signal && { signal }),
    ...(reason && { reason }),
    evidence: [
      ...tellReason(reason, {
        ...{ memory, peakMemoryBytes, isSure: State.OOMKilled },
        timeout: Config.Labels?.[TIMEOUT_LABEL],
      }),
      ...(State.Error ? [{ source: 'engine', message: State.Error }] : []),
    ].map(evidence => ({ ...evidence, time: finishedAt.toISOString() })),
  };
}

/**
 * What the small process says that a server puts before a command, which passes on signals, when it cannot begin that:
 * tini with Docker, catatonit with Podman. `undefined` for the last line of any other log.
 */
export function readInitFailure(
  exitCode: number | undefined,
  lastLine: string,
): string | undefined {
  const match =
    /^(?:\[FATAL tini \(\d+\)\] exec .* failed|ERROR \(catatonit:\d+\): failed to exec pid1): (.*)$/.exec(
      lastLine,
    );
  return exitCode !== undefined && INIT_CODES.includes(exitCode)
    ? match?.[1]
    : undefined;
}

/** What it means that a container could not be started. */
export function startFailure(message: string): EndReason {
  return COMMAND_FAULTS.test(message) ? 'CommandNotFound' : 'LaunchFailed';
}

function endReason(
  finishedAt: Date,
  { cancelledAt, timedOutAt }: Interventions,
  { isOutOfMemory }: { isOutOfMemory: boolean },
): EndReason | undefined {
  if (timedOutAt && timedOutAt <= finishedAt) {
    return 'Timeout';
  }
  if (cancelledAt && cancelledAt <= finishedAt) {
    return 'Cancelled';
  }
  return isOutOfMemory ? 'OutOfMemory' : undefined;
}

function tellReason(
  reason: EndReason | undefined,
  {
    memory,
    peakMemoryBytes,
    isSure,
    timeout,
  }: {
    memory: number;
    peakMemoryBytes: number;
    isSure: boolean;
    timeout?: string;
  },
): EngineEvidence[] {
  switch (reason) {
    case 'Timeout':
      return [
        { source: 'engine', message: `was ended after ${timeout ?? '?'} s` },
      ];
    case 'OutOfMemory':
      return [
        {
          source: 'engine',
          message: isSure
            ? `the kernel ended it: ${formatBytes(memory)} are allowed`
            : `SIGKILL ended it, which nobody had asked for; shortly before, it used ${formatBytes(peakMemoryBytes)}, and ${formatBytes(memory)} are allowed`,
        },
      ];
    default:
      return [];
  }
}
