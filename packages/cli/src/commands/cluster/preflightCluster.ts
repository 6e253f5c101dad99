import type { Context } from '../../context/Context';
import { dataOf } from '../dataOf';
import { readPlan, type PlanOptions } from './planOptions';
import { showPreflight } from './showPreflight';

/** `pagoda cluster preflight` */
export async function preflightCluster(
  context: Context,
  options: PlanOptions & { cluster?: string },
  name?: string,
): Promise<void> {
  const body = await readPlan(context, options, name);
  showPreflight(
    context,
    dataOf(await context.client.POST('/clusters:preflight', { body })),
  );
}
