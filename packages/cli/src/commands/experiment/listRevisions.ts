import type { Revision } from '@pagoda/plugin-pagoda-common';
import type { Context } from '../../context/Context';
import { formatAge } from '../../output/formatAge';
import { formatUser } from '../../output/formatRun';
import { dataOf } from '../dataOf';
import { readPages, sayMore, type PageOptions } from '../pages';

/** `pagoda experiment revisions` */
export async function listRevisions(
  context: Context,
  options: PageOptions,
  experiment: string,
): Promise<void> {
  const { client, output } = context;
  const path = { project: await context.project(), experiment };
  const page = await readPages<Revision>(options, async (cursor, limit) =>
    dataOf(
      await client.GET(
        '/projects/{project}/experiments/{experiment}/revisions',
        { params: { path, query: { cursor, limit } } },
      ),
    ),
  );
  output.list(
    page,
    [
      { title: 'Revision', value: r => String(r.revision), align: 'right' },
      { title: 'Age', value: r => formatAge(r.createdAt), align: 'right' },
      { title: 'By', value: r => formatUser(r.createdBy) },
      {
        title: 'Command',
        value: r => r.spec.command.join(' '),
        shrinksTo: 20,
      },
    ],
    r => String(r.revision),
    'No revisions.',
  );
  sayMore(output, page);
}
