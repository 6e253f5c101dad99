import type { VolumeUpdate } from '@pagoda/plugin-pagoda-common';
import type { Context } from '../../context/Context';
import { dataOf } from '../dataOf';
import type { WaitOptions } from '../waitUntil';
import { showVolume } from './showVolume';

/** `pagoda volume resize` */
export async function resizeVolume(
  context: Context,
  { size, ...options }: WaitOptions & { size: string },
  volume: string,
): Promise<void> {
  await change(context, volume, { size }, options);
}

/** `pagoda volume bind` */
export async function bindVolume(
  context: Context,
  options: WaitOptions,
  volume: string,
  cluster: string,
): Promise<void> {
  await change(context, volume, { cluster }, options);
}

/** `pagoda volume unbind` */
export async function unbindVolume(
  context: Context,
  options: WaitOptions,
  volume: string,
): Promise<void> {
  await change(context, volume, { cluster: null }, options);
}

/** `pagoda volume protect` and `pagoda volume unprotect` */
export function setVolumeProtection(deletionProtection: boolean) {
  return (context: Context, _options: object, volume: string) =>
    change(context, volume, { deletionProtection }, {});
}

async function change(
  context: Context,
  volume: string,
  body: VolumeUpdate,
  options: WaitOptions,
): Promise<void> {
  const path = { project: await context.project(), volume };
  await showVolume(
    context,
    dataOf(
      await context.client.PATCH('/projects/{project}/volumes/{volume}', {
        params: { path },
        body,
      }),
    ),
    options,
  );
}
