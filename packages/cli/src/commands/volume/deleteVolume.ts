import type { Context } from '../../context/Context';
import { confirm } from '../confirm';
import type { WaitOptions } from '../waitUntil';
import { waitForVolumeRemoval } from './waitForVolume';

/** `pagoda volume delete` */
export async function deleteVolume(
  context: Context,
  options: WaitOptions & { yes?: boolean },
  volume: string,
): Promise<void> {
  const { client, output } = context;
  const path = { project: await context.project(), volume };
  await confirm(
    `Delete volume ${volume} of project ${path.project} with all of its files?`,
    options.yes,
  );
  await client.DELETE('/projects/{project}/volumes/{volume}', {
    params: { path },
  });
  output.note(`Deleted ${volume}`);
  if (options.wait) {
    await waitForVolumeRemoval(context, path, options);
    output.note(`Nothing of ${volume} is left`);
  }
}
