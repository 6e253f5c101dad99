import type { Leak } from '@pagoda/plugin-pagoda-common';
import { CliError, EXIT } from '../../context/CliError';
import type { Context } from '../../context/Context';
import { confirm } from '../confirm';
import { dataOf } from '../dataOf';
import { formatAge } from '../../output/formatAge';

/** Leaks that one request may name. */
const BATCH = 500;

/** `pagoda fleet leaks` */
export async function showLeaks(
  context: Context,
  options: { cluster?: string; clean?: boolean; yes?: boolean },
): Promise<void> {
  const { client, output } = context;
  const report = dataOf(
    await client.GET('/fleet/leaks', {
      params: { query: { cluster: options.cluster } },
    }),
  );
  output.list(
    report,
    [
      { title: 'Cluster', value: leak => leak.cluster },
      { title: 'Kind', value: leak => leak.kind },
      { title: 'Namespace', value: leak => leak.namespace ?? '' },
      { title: 'Name', value: leak => leak.name, shrinksTo: 24 },
      {
        title: 'Age',
        value: leak => formatAge(leak.createdAt),
        align: 'right',
      },
      { title: 'Why', value: leak => describe(leak), shrinksTo: 30 },
    ],
    leak => leak.id,
    'Nothing was left behind.',
  );
  for (const { cluster, message } of report.unreadable) {
    output.warn(`Cluster ${cluster} could not be looked at: ${message}`);
  }
  if (options.clean && report.items.length > 0) {
    await confirm(
      `Delete these ${report.items.length} objects, and the data in them?`,
      options.yes,
    );
    await clean(context, report.items);
  }
}

async function clean(
  { client, output }: Context,
  leaks: Leak[],
): Promise<void> {
  const ids = leaks.map(({ id }) => id);
  let failed = 0;
  for (let start = 0; start < ids.length; start += BATCH) {
    const { items } = dataOf(
      await client.POST('/fleet/leaks:clean', {
        body: { ids: ids.slice(start, start + BATCH) },
      }),
    );
    for (const { id, deleted, message } of items) {
      output.note(`${id}: ${message}`);
      failed += deleted ? 0 : 1;
    }
  }
  if (failed > 0) {
    throw new CliError(
      `${failed} of ${ids.length} were not deleted`,
      EXIT.conflict,
    );
  }
}

function describe({ reason, deletionTimestamp, finalizers }: Leak): string {
  if (deletionTimestamp === undefined) {
    return reason;
  }
  return finalizers.length > 0
    ? `${reason} It is being deleted, and waits for ${finalizers.join(', ')}.`
    : `${reason} It is being deleted.`;
}
