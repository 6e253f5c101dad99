import { randomUUID } from 'node:crypto';
import { formatBytes, type VolumeSnapshot } from '@pagoda/plugin-pagoda-common';
import type { Context } from '../../context/Context';
import { formatAge } from '../../output/formatAge';
import { confirm } from '../confirm';
import { dataOf } from '../dataOf';
import { readPages, sayMore, type PageOptions } from '../pages';
import { definedOnly } from '../values';
import type { WaitOptions } from '../waitUntil';
import {
  describeSnapshot,
  waitForSnapshot,
  waitForSnapshotRemoval,
} from './waitForVolume';

/** `pagoda volume snapshot create` */
export async function createVolumeSnapshot(
  context: Context,
  options: WaitOptions & {
    name?: string;
    description?: string;
    idempotencyKey?: string;
  },
  volume: string,
): Promise<void> {
  const { client, output } = context;
  const path = { project: await context.project(), volume };
  const { name, description } = options;
  const taken = dataOf(
    await client.POST('/projects/{project}/volumes/{volume}/snapshots', {
      params: {
        path,
        header: { 'Idempotency-Key': options.idempotencyKey ?? randomUUID() },
      },
      body: definedOnly({ name, description }),
    }),
  );
  output.one(
    options.wait
      ? await waitForSnapshot(
          context,
          { ...path, snapshot: taken.name },
          options,
        )
      : taken,
    s => s.name,
    s => `Snapshot ${s.name} of ${s.volume}: ${describeSnapshot(s)}\n`,
  );
}

/** `pagoda volume snapshot list` */
export async function listVolumeSnapshots(
  context: Context,
  options: PageOptions,
  volume: string,
): Promise<void> {
  const { client, output } = context;
  const path = { project: await context.project(), volume };
  const page = await readPages<VolumeSnapshot>(options, async (cursor, limit) =>
    dataOf(
      await client.GET('/projects/{project}/volumes/{volume}/snapshots', {
        params: { path, query: { cursor, limit } },
      }),
    ),
  );
  output.list(
    page,
    [
      { title: 'Name', value: s => s.name },
      { title: 'State', value: s => s.phase },
      { title: 'Age', value: s => formatAge(s.createdAt), align: 'right' },
      { title: 'Size', value: s => formatBytes(s.sizeBytes), align: 'right' },
      { title: 'Owner', value: s => s.owner, dispensable: 2 },
      {
        title: 'Id in the cloud',
        value: s => s.externalId ?? '',
        wide: true,
      },
      {
        title: 'Description',
        value: s => (s.phase === 'Error' ? describeSnapshot(s) : s.description),
        shrinksTo: 20,
      },
    ],
    s => s.name,
    `No snapshots. Take one: pagoda volume snapshot create ${volume}`,
  );
  sayMore(output, page);
}

/** `pagoda volume snapshot delete` */
export async function deleteVolumeSnapshot(
  context: Context,
  options: WaitOptions & { yes?: boolean },
  volume: string,
  snapshot: string,
): Promise<void> {
  const { client, output } = context;
  const path = { project: await context.project(), volume, snapshot };
  await confirm(
    `Delete snapshot ${snapshot} of ${volume}? Nothing can be restored from it any more.`,
    options.yes,
  );
  await client.DELETE(
    '/projects/{project}/volumes/{volume}/snapshots/{snapshot}',
    { params: { path } },
  );
  output.note(`Deleted ${snapshot}`);
  if (options.wait) {
    await waitForSnapshotRemoval(context, path, options);
    output.note(`Nothing of ${snapshot} is left`);
  }
}
