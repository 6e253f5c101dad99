import type { Volume } from '@pagoda/plugin-pagoda-common';
import type { Context } from '../../context/Context';
import type { WaitOptions } from '../waitUntil';
import { describeVolume } from './describeVolume';
import { waitForVolume } from './waitForVolume';

/** Shows a volume that was asked for; where it is waited for, as it is in the end. */
export async function showVolume(
  context: Context,
  asked: Volume,
  options: WaitOptions,
): Promise<void> {
  const { output } = context;
  const { project, name: volume } = asked;
  output.one(
    options.wait
      ? await waitForVolume(context, { project, volume }, options)
      : asked,
    v => v.name,
    v => describeVolume(v, output.colors),
  );
}
