import {
  PagodaApiError,
  volumeProgress,
  type Volume,
  type VolumeSnapshot,
} from '@pagoda/plugin-pagoda-common';
import { CliError, EXIT } from '../../context/CliError';
import type { Context } from '../../context/Context';
import { dataOf } from '../dataOf';
import { waitUntil, type WaitOptions } from '../waitUntil';

/** Names one volume. */
export interface VolumeKey {
  project: string;
  volume: string;
}

/** Reads one volume. */
export async function readVolume(
  { client }: Context,
  path: VolumeKey,
): Promise<Volume> {
  return dataOf(
    await client.GET('/projects/{project}/volumes/{volume}', {
      params: { path },
    }),
  );
}

/** Waits until a volume is as it was last asked for; tells on stderr how far it is. */
export async function waitForVolume(
  context: Context,
  key: VolumeKey,
  options: WaitOptions,
): Promise<Volume> {
  return waitUntil(context, adviceOf(key), options, async tell => {
    const found = await readVolume(context, key);
    const { done, failed, text } = volumeProgress(found);
    tell(text);
    if (failed) {
      throw new CliError(
        `Volume ${key.volume} has failed: ${text}`,
        EXIT.conflict,
        adviceOf(key),
      );
    }
    return done ? found : undefined;
  });
}

/** Waits until nothing is left of a volume. */
export async function waitForVolumeRemoval(
  context: Context,
  key: VolumeKey,
  options: WaitOptions,
): Promise<void> {
  await waitUntil(context, adviceOf(key), options, async tell =>
    untilGone(async () => {
      tell(volumeProgress(await readVolume(context, key)).text);
    }),
  );
}

/** Waits until a snapshot can be used. */
export async function waitForSnapshot(
  context: Context,
  key: VolumeKey & { snapshot: string },
  options: WaitOptions,
): Promise<VolumeSnapshot> {
  return waitUntil(context, listOf(key), options, async tell => {
    const found = await readSnapshot(context, key);
    const text = describeSnapshot(found);
    tell(text);
    if (found.phase === 'Error') {
      throw new CliError(
        `Snapshot ${key.snapshot} has failed: ${text}`,
        EXIT.conflict,
        listOf(key),
      );
    }
    return found.phase === 'Available' ? found : undefined;
  });
}

/** Waits until nothing is left of a snapshot. */
export async function waitForSnapshotRemoval(
  context: Context,
  key: VolumeKey & { snapshot: string },
  options: WaitOptions,
): Promise<void> {
  await waitUntil(context, listOf(key), options, async tell =>
    untilGone(async () => {
      tell(describeSnapshot(await readSnapshot(context, key)));
    }),
  );
}

/** In one line, such as `Pending. Cloud 'campus' is taking it`. */
export function describeSnapshot({
  phase,
  conditions,
}: Pick<VolumeSnapshot, 'phase' | 'conditions'>): string {
  const cause =
    phase === 'Available'
      ? undefined
      : conditions.find(({ status }) => status === 'False')?.message;
  return [phase, ...(cause === undefined ? [] : [cause])]
    .join('. ')
    .replace(/\.$/, '');
}

async function readSnapshot(
  { client }: Context,
  path: VolumeKey & { snapshot: string },
): Promise<VolumeSnapshot> {
  return dataOf(
    await client.GET(
      '/projects/{project}/volumes/{volume}/snapshots/{snapshot}',
      { params: { path } },
    ),
  );
}

async function untilGone(look: () => Promise<void>): Promise<true | undefined> {
  try {
    await look();
    return undefined;
  } catch (error) {
    if (error instanceof PagodaApiError && error.status === 404) {
      return true;
    }
    throw error;
  }
}

function adviceOf({ project, volume }: VolumeKey): string {
  return `pagoda volume get ${volume} --project ${project}`;
}

function listOf({ project, volume }: VolumeKey): string {
  return `pagoda volume snapshot list ${volume} --project ${project}`;
}
