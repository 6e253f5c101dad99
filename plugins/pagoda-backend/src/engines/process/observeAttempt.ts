import { stat } from 'node:fs/promises';
import type { Attempt, AttemptEnd, Observation } from '../types';
import { attemptPaths } from './attemptPaths';
import { attemptId } from './buildEnvironment';
import { readJson } from './jsonFiles';
import { isAlive, killMarked } from './processTable';

interface SupervisorIdentity {
  supervisor: number;
  supervisorStart: string;
}

interface StateFile extends SupervisorIdentity {
  startedAt: string;
}

/** What assets/supervisor writes as end.json, and the engine where there was nothing to supervise. */
export interface EndFile {
  finishedAt: string;
  startedAt?: string;
  exitCode?: number;
  signal?: string;
  reason?: AttemptEnd['reason'];
  evidence: AttemptEnd['evidence'];
  usage: Observation['usage'];
}

/** A supervisor that was started should have claimed its attempt by then, in milliseconds. */
const CLAIM_GRACE = 10_000;

/** What became of an attempt, from the files in its directory. */
export async function observeAttempt(
  attempt: Attempt,
  directory: string,
): Promise<Observation> {
  const paths = attemptPaths(directory);
  const ended = await readJson<EndFile>(paths.end);
  if (ended) {
    return fromEnd(attempt, ended);
  }
  const state = await readJson<StateFile>(paths.state);
  const claim =
    state ?? (await readJson<SupervisorIdentity>(paths.claimed).catch(unread));
  if (!claim) {
    return (await youngerThan(paths.task, CLAIM_GRACE)) ||
      (await youngerThan(paths.claimed, CLAIM_GRACE))
      ? { ...attempt, state: 'Starting', usage: {} }
      : unclaimed(attempt, paths.claimed);
  }
  const usage = (await readJson<Observation['usage']>(paths.usage)) ?? {};
  const startedAt = state && new Date(state.startedAt);
  if (await isAlive(claim.supervisor, claim.supervisorStart)) {
    return {
      ...attempt,
      state: state ? 'Running' : 'Starting',
      startedAt,
      usage,
    };
  }
  // It may have written its end between our two looks.
  const endedNow = await readJson<EndFile>(paths.end);
  if (endedNow) {
    return fromEnd(attempt, endedNow);
  }
  await killMarked(`PAGODA_ATTEMPT_ID=${attemptId(attempt)}`);
  return { ...attempt, state: 'Ended', startedAt, usage, end: lost() };
}

/** Nobody has it: to be launched again; or somebody had, and was cut off while saying so. */
async function unclaimed(
  attempt: Attempt,
  claimed: string,
): Promise<Observation> {
  return (await youngerThan(claimed, Infinity))
    ? { ...attempt, state: 'Ended', usage: {}, end: lost() }
    : { ...attempt, state: 'Unknown', usage: {} };
}

function fromEnd(attempt: Attempt, file: EndFile): Observation {
  const { startedAt, finishedAt, exitCode, signal, reason, evidence } = file;
  return {
    ...attempt,
    state: 'Ended',
    startedAt: startedAt === undefined ? undefined : new Date(startedAt),
    usage: file.usage,
    end: {
      finishedAt: new Date(finishedAt),
      exitCode,
      signal,
      reason,
      evidence,
    },
  };
}

function lost(): AttemptEnd {
  const finishedAt = new Date();
  return {
    finishedAt,
    reason: 'EngineRestarted',
    evidence: [
      {
        source: 'engine',
        message:
          'the process that supervised the run is gone and has not written down how the run ended',
        time: finishedAt.toISOString(),
      },
    ],
  };
}

/** Made and not yet written: as if it were not there. */
function unread(error: unknown): undefined {
  if (error instanceof SyntaxError) {
    return undefined;
  }
  throw error;
}

async function youngerThan(path: string, age: number): Promise<boolean> {
  try {
    return Date.now() - (await stat(path)).mtimeMs < age;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') {
      return false;
    }
    throw error;
  }
}
