import type { Context } from '../../context/Context';
import { showPreflight } from '../cluster/showPreflight';
import { dataOf } from '../dataOf';
import { definedOnly } from '../values';

/** Volumes that a preflight is about at most, as the API has it. */
export const LARGEST_PREFLIGHT = 1_000;

/** `pagoda volume preflight` */
export async function preflightVolumes(
  context: Context,
  options: { cloud: string; size: string; type?: string; count: number },
): Promise<void> {
  const { cloud, size, type: volumeType, count } = options;
  const item = definedOnly({ cloud, size, volumeType });
  const preflight = dataOf(
    await context.client.POST('/projects/{project}/volumes:preflight', {
      params: { path: { project: await context.project() } },
      body: { items: Array.from({ length: count }, () => item) },
    }),
  );
  showPreflight(context, preflight, count === 1 ? 'The volume' : 'This');
}
