import type { Member } from '@pagoda/plugin-pagoda-common';
import type { Context } from '../../context/Context';
import { dataOf } from '../dataOf';

/** `pagoda project members` */
export async function showMembers(
  context: Context,
  options: { set?: Member[] },
  name: string | undefined,
): Promise<void> {
  const { client, output } = context;
  const params = { path: { project: name ?? (await context.project()) } };
  const members = dataOf(
    options.set
      ? await client.PUT('/projects/{project}/members', {
          params,
          body: { items: options.set },
        })
      : await client.GET('/projects/{project}/members', { params }),
  );
  output.list(
    members,
    [
      { title: 'Member', value: member => member.subject },
      { title: 'Role', value: member => member.role },
    ],
    member => member.subject,
    'No members.',
  );
}
