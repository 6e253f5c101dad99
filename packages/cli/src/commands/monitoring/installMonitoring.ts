import { CliError, EXIT } from '../../context/CliError';
import type { Context } from '../../context/Context';
import { dataOf } from '../dataOf';

/** `pagoda monitoring install` */
export async function installMonitoring(
  { client, output }: Context,
  {
    dryRun = false,
    overwrite = false,
  }: { dryRun?: boolean; overwrite?: boolean },
): Promise<void> {
  const result = dataOf(
    await client.POST('/monitoring:install', { body: { dryRun, overwrite } }),
  );
  output.list(
    result,
    [
      { title: 'In', value: item => item.target },
      {
        title: dryRun ? 'Would be' : 'Was',
        value: item => item.action.toLocaleLowerCase('en'),
      },
      { title: 'Name', value: item => item.title, shrinksTo: 24 },
      { title: 'Why', value: item => item.message, shrinksTo: 30 },
    ],
    item => `${item.target}/${item.id}`,
    'Neither Grafana nor Kibana is connected.',
  );
  const kept = result.items.filter(({ action }) => action === 'Kept').length;
  const failed = result.items.filter(
    ({ action }) => action === 'Failed',
  ).length;
  if (kept > 0) {
    output.note(
      `${kept} stay as somebody has changed them; --overwrite replaces them.`,
    );
  }
  if (failed > 0) {
    throw new CliError(
      `${failed} of ${result.items.length} could not be installed`,
      EXIT.server,
    );
  }
}
