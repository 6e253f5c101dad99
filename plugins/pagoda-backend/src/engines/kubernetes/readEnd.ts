import { constants } from 'node:os';
import type { AttemptEnd, EndReason, EngineEvidence } from '../types';
import { MAIN_CONTAINER } from './labels';
import type { SeenJob } from './SeenJob';
import type { SeenContainer, SeenPod } from './SeenPod';

/** Reasons of the pod condition `DisruptionTarget`: kubernetes.io, Pods, Pod disruption conditions. */
const DISRUPTIONS: Record<string, EndReason> = {
  PreemptionByScheduler: 'Preempted',
  DeletionByTaintManager: 'NodeLost',
  DeletionByPodGC: 'NodeLost',
  EvictionByEvictionAPI: 'Evicted',
  TerminationByKubelet: 'Evicted',
};

/** Shells and `timeout` say by 128 + number which signal ended a command. */
const SIGNAL_NAMES = new Map(
  Object.entries(constants.signals).map(([name, number]) => [number, name]),
);

/** The runtime could not begin the command. */
const COMMAND_FAULTS =
  /executable file not found|no such file or directory|permission denied|exec format error|is a directory/i;

/** How a pod ended; `undefined` while it has not. */
export function readEnd(pod: SeenPod, job?: SeenJob): AttemptEnd | undefined {
  const main = pod.containers.find(({ name }) => name === MAIN_CONTAINER);
  const terminated = main?.terminated;
  const isOver = pod.phase === 'Succeeded' || pod.phase === 'Failed';
  if (!terminated && !isOver && !pod.gone) {
    return undefined;
  }
  const reason = endReason(pod, job);
  const exitCode = terminated?.exitCode;
  return {
    finishedAt: new Date(
      terminated?.finishedAt ?? pod.deletedAt ?? lastTransition(pod),
    ),
    ...(exitCode !== undefined && { exitCode }),
    ...(exitCode !== undefined && signalOf(exitCode, terminated?.signal)),
    ...(reason && { reason }),
    evidence: evidenceOf(pod, main),
  };
}

function endReason(pod: SeenPod, job?: SeenJob): EndReason | undefined {
  const main = pod.containers.find(({ name }) => name === MAIN_CONTAINER);
  const terminated = main?.terminated;
  if (terminated?.exitCode === 0) {
    return undefined;
  }
  if (pod.reason === 'DeadlineExceeded') {
    return 'Timeout';
  }
  const disruption = pod.conditions.find(
    ({ type, status }) => type === 'DisruptionTarget' && status === 'True',
  );
  if (disruption || pod.reason === 'Evicted') {
    return DISRUPTIONS[disruption?.reason ?? ''] ?? 'Evicted';
  }
  if (pod.reason === 'NodeLost' || pod.reason === 'NodeShutdown') {
    return 'NodeLost';
  }
  if (terminated?.reason === 'OOMKilled') {
    return 'OutOfMemory';
  }
  if (
    terminated?.reason === 'StartError' ||
    terminated?.reason === 'ContainerCannotRun'
  ) {
    return COMMAND_FAULTS.test(terminated.message ?? '')
      ? 'CommandNotFound'
      : 'LaunchFailed';
  }
  if (pod.deletedAt !== undefined || pod.gone || job?.deleting) {
    return 'DeletedOutside';
  }
  if (!terminated) {
    return pod.containers.some(
      one => one.init && (one.terminated?.exitCode ?? 0) !== 0,
    )
      ? 'InitStuck'
      : 'EngineFailed';
  }
  return undefined;
}

function signalOf(
  exitCode: number,
  signal: number | undefined,
): { signal?: string } {
  const name = SIGNAL_NAMES.get(signal || exitCode - 128);
  return name ? { signal: name } : {};
}

function evidenceOf(pod: SeenPod, main?: SeenContainer): EngineEvidence[] {
  const evidence: EngineEvidence[] = [];
  const terminated = main?.terminated;
  if (terminated && terminated.exitCode !== 0) {
    evidence.push({
      source: 'pod',
      message: `container '${main.name}' of pod ${pod.name} ended with exit code ${terminated.exitCode}${
        terminated.reason ? ` (${terminated.reason})` : ''
      }${isRuntimeMessage(terminated.reason) && terminated.message ? `: ${terminated.message}` : ''}`,
      ...(terminated.finishedAt && { time: terminated.finishedAt }),
    });
  }
  if (pod.message) {
    evidence.push({ source: 'pod', message: pod.message });
  }
  for (const { type, status, message, lastTransitionTime } of pod.conditions) {
    if (type === 'DisruptionTarget' && status === 'True' && message) {
      evidence.push({
        source: 'pod',
        message,
        ...(lastTransitionTime && { time: lastTransitionTime }),
      });
    }
  }
  for (const one of pod.containers) {
    if (one !== main && (one.terminated?.exitCode ?? 0) !== 0) {
      evidence.push({
        source: 'pod',
        message: `container '${one.name}' ended with exit code ${one.terminated?.exitCode}${
          one.terminated?.message ? `: ${one.terminated.message}` : ''
        }`,
      });
    }
  }
  if (pod.deletedAt || pod.gone) {
    evidence.push({
      source: 'pod',
      message: `pod ${pod.name} was deleted`,
      ...(pod.deletedAt && { time: pod.deletedAt }),
    });
  }
  return evidence;
}

/** Otherwise the message is the end of the log, which the explanation has anyway. */
function isRuntimeMessage(reason: string | undefined): boolean {
  return reason === 'StartError' || reason === 'ContainerCannotRun';
}

function lastTransition({ conditions, createdAt }: SeenPod): number {
  return Math.max(
    createdAt,
    ...conditions.map(({ lastTransitionTime }) =>
      lastTransitionTime === undefined ? 0 : Date.parse(lastTransitionTime),
    ),
  );
}
