import type { Context } from '../../context/Context';
import { dataOf } from '../dataOf';

/** `pagoda secret list` */
export async function listSecrets(context: Context): Promise<void> {
  const { client, output } = context;
  const path = { project: await context.project() };
  output.list(
    dataOf(
      await client.GET('/projects/{project}/secrets', { params: { path } }),
    ),
    [
      { title: 'Name', value: s => s.name },
      {
        title: 'Keys',
        value: s =>
          s.type === 'Registry' ? `login to ${s.registry}` : s.keys.join(', '),
        shrinksTo: 20,
      },
      { title: 'Changed', value: s => s.updatedAt },
      { title: 'By', value: s => s.updatedBy, wide: true },
    ],
    s => s.name,
    'No secrets.',
  );
}
