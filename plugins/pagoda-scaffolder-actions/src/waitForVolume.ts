import {
  volumeProgress,
  type Volume,
  type VolumeSnapshot,
} from '@pagoda/plugin-pagoda-common';
import type { PagodaSession } from './PagodaSession';
import { untilGone, waitUntil, type WaitOptions } from './waitUntil';

/** How the functions here wait. */
export interface WaitForVolumeOptions extends WaitOptions {
  session: PagodaSession;
  project: string;
  volume: string;
}

/**
 * Waits until a volume is as it was last asked for; tells how far it is.
 *
 * @throws Error when it has failed or was refused, when the time is over, or when the task is ended
 */
export async function waitForVolume(
  options: WaitForVolumeOptions,
): Promise<Volume> {
  const { volume, url } = options;
  return waitUntil(options, async tell => {
    const found = await readVolume(options);
    const { done, failed, text } = volumeProgress(found);
    tell(`Volume ${volume} is ${text}`);
    if (failed) {
      throw new Error(`Volume ${volume} has failed: ${text}\n${url}`);
    }
    return done ? found : undefined;
  });
}

/** Waits until nothing is left of a volume; tells what it waits for. */
export async function waitForVolumeRemoval(
  options: WaitForVolumeOptions,
): Promise<void> {
  await waitUntil(options, async tell =>
    untilGone(async () => {
      const { text } = volumeProgress(await readVolume(options));
      tell(`Volume ${options.volume} is ${text}`);
    }),
  );
}

/**
 * Waits until a snapshot can be used; tells how far it is.
 *
 * @throws Error when it has failed, when the time is over, or when the task is ended
 */
export async function waitForSnapshot(
  options: WaitForVolumeOptions & { snapshot: string },
): Promise<VolumeSnapshot> {
  const { session, project, volume, snapshot, url } = options;
  return waitUntil(options, async tell => {
    const { data } = await session.call(client =>
      client.GET('/projects/{project}/volumes/{volume}/snapshots/{snapshot}', {
        params: { path: { project, volume, snapshot } },
      }),
    );
    if (!data) {
      return undefined;
    }
    const cause =
      data.phase === 'Available'
        ? undefined
        : data.conditions.find(({ status }) => status === 'False')?.message;
    const text = [data.phase, ...(cause ? [cause] : [])].join('. ');
    tell(`Snapshot ${snapshot} of ${volume} is ${text}`);
    if (data.phase === 'Error') {
      throw new Error(`Snapshot ${snapshot} has failed: ${text}\n${url}`);
    }
    return data.phase === 'Available' ? data : undefined;
  });
}

async function readVolume({
  session,
  project,
  volume,
}: WaitForVolumeOptions): Promise<Volume> {
  const { data } = await session.call(client =>
    client.GET('/projects/{project}/volumes/{volume}', {
      params: { path: { project, volume } },
    }),
  );
  if (!data) {
    throw new Error(`getVolume of '${volume}' answered without a body`);
  }
  return data;
}
