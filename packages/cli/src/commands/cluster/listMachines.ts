import type { Context } from '../../context/Context';
import { formatAge } from '../../output/formatAge';
import { dataOf } from '../dataOf';

/** `pagoda cluster machines` */
export async function listMachines(
  { client, output }: Context,
  _options: object,
  cluster: string,
): Promise<void> {
  const machines = dataOf(
    await client.GET('/clusters/{cluster}/machines', {
      params: { path: { cluster } },
    }),
  );
  if (output.structured) {
    output.one(machines, () => cluster, String);
    return;
  }
  for (const { name, ready, wanted, min, max } of machines.pools) {
    const bounds = max === undefined ? '' : `, scales from ${min} to ${max}`;
    output.note(`${name}: ${ready} of ${wanted} ready${bounds}`);
  }
  output.list(
    { items: machines.machines },
    [
      { title: 'Name', value: m => m.name },
      { title: 'Pool', value: m => m.pool },
      { title: 'State', value: m => m.phase },
      { title: 'Address', value: m => m.address ?? '', dispensable: 1 },
      { title: 'Flavor', value: m => m.flavor ?? '', dispensable: 2 },
      {
        title: 'Age',
        value: m => (m.createdAt === undefined ? '' : formatAge(m.createdAt)),
        align: 'right',
      },
      { title: 'Cause', value: m => m.cause ?? '', shrinksTo: 20 },
    ],
    m => m.name,
    'No machines.',
  );
  if (machines.observedAt !== undefined) {
    output.note(
      output.noteColors.dim(`As seen ${formatAge(machines.observedAt)} ago`),
    );
  }
}
