import type { Context } from '../../context/Context';
import { formatAge } from '../../output/formatAge';
import { dataOf } from '../dataOf';

/** `pagoda token list` */
export async function listTokens(context: Context): Promise<void> {
  const { client, output } = context;
  output.list(
    dataOf(await client.GET('/tokens')),
    [
      { title: 'Name', value: t => t.name, shrinksTo: 12 },
      { title: 'Scope', value: t => t.scope },
      { title: 'Begins with', value: t => t.hint ?? '', dispensable: 1 },
      {
        title: 'Age',
        value: t => formatAge(t.createdAt),
        align: 'right',
        dispensable: 2,
      },
      {
        title: 'Last used',
        value: t => (t.lastUsedAt ? `${formatAge(t.lastUsedAt)} ago` : 'never'),
        align: 'right',
      },
      { title: 'Ends', value: t => t.expiresAt.slice(0, 10) },
      { title: 'Id', value: t => t.id },
    ],
    t => t.id,
    'No tokens. Create one: pagoda token create NAME',
  );
}
