import { CliError, EXIT } from '../../context/CliError';
import type { Context } from '../../context/Context';
import { dataOf } from '../dataOf';
import { describeCluster } from './describeCluster';
import { mergePools, parseCount, parsePool } from './poolOptions';
import { requirePlan } from './requirePlan';
import { showPreflight } from './showPreflight';
import type { WaitOptions } from '../waitUntil';
import { waitForCluster } from './waitForCluster';

/** `pagoda cluster scale` */
export async function scaleCluster(
  context: Context,
  options: WaitOptions & {
    pool?: string[];
    remove?: string[];
    dryRun?: boolean;
  },
  cluster: string,
  counts: string[],
): Promise<void> {
  const { client, output } = context;
  const changes = [
    ...counts.map(parseCount),
    ...(options.pool ?? []).map(parsePool),
  ];
  if (changes.length === 0 && !options.remove?.length) {
    throw new CliError(
      'Nothing to change',
      EXIT.usage,
      'pagoda cluster scale --help',
    );
  }
  const { plan, generation } = await requirePlan(context, cluster);
  const pools = mergePools(plan.pools, changes, options.remove);
  if (options.dryRun) {
    showPreflight(
      context,
      dataOf(
        await client.POST('/clusters:preflight', {
          params: { query: { cluster } },
          body: { ...plan, pools },
        }),
      ),
    );
    return;
  }
  const changed = dataOf(
    await client.PATCH('/clusters/{cluster}', {
      params: { path: { cluster } },
      body: { pools, generation },
    }),
  );
  const scaled = pools.filter(
    ({ name, maxCount }) =>
      maxCount !== undefined &&
      changes.some(
        change => change.name === name && change.count !== undefined,
      ) &&
      plan.pools.some(pool => pool.name === name),
  );
  for (const { name, minCount = 0, maxCount } of scaled) {
    output.note(
      `How many ${name} has, the autoscaler decides: from ${minCount} to ${maxCount}. Change these with --pool name=${name},min=…,max=…`,
    );
  }
  output.note(`Asked for ${pools.map(p => `${p.count} ${p.name}`).join(', ')}`);
  output.one(
    options.wait ? await waitForCluster(context, cluster, options) : changed,
    c => c.name,
    c => describeCluster(c, output.colors),
  );
}
