import { renderAccessManifest } from '@pagoda/plugin-pagoda-common';
import type { Context } from '../../context/Context';

/** `pagoda cluster manifest` */
export async function showManifest({ output }: Context): Promise<void> {
  output.write(renderAccessManifest());
}
