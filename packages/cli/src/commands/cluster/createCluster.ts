import { randomUUID } from 'node:crypto';
import type { Context } from '../../context/Context';
import { dataOf } from '../dataOf';
import { describeCluster } from './describeCluster';
import { readPlan, type PlanOptions } from './planOptions';
import { showPreflight } from './showPreflight';
import type { WaitOptions } from '../waitUntil';
import { waitForCluster } from './waitForCluster';

/** `pagoda cluster create` */
export async function createCluster(
  context: Context,
  options: PlanOptions &
    WaitOptions & { dryRun?: boolean; idempotencyKey?: string },
  name?: string,
): Promise<void> {
  const { client, output } = context;
  const body = await readPlan(context, options, name);
  if (options.dryRun) {
    showPreflight(
      context,
      dataOf(await client.POST('/clusters:preflight', { body })),
    );
    return;
  }
  const key = options.idempotencyKey ?? randomUUID();
  const asked = dataOf(
    await client.POST('/clusters:provision', {
      params: { header: { 'Idempotency-Key': key } },
      body,
    }),
  );
  output.note(`Asked for ${asked.name} in ${body.cloud}`);
  output.one(
    options.wait ? await waitForCluster(context, asked.name, options) : asked,
    c => c.name,
    c => describeCluster(c, output.colors),
  );
}
