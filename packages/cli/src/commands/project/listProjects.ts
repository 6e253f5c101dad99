import type { Project } from '@pagoda/plugin-pagoda-common';
import type { Context } from '../../context/Context';
import { dataOf } from '../dataOf';
import { readPages, sayMore, type PageOptions } from '../pages';

/** `pagoda project list` */
export async function listProjects(
  context: Context,
  options: PageOptions & { search?: string },
): Promise<void> {
  const { client, output } = context;
  const page = await readPages<Project>(options, async (cursor, limit) =>
    dataOf(
      await client.GET('/projects', {
        params: { query: { cursor, limit, q: options.search } },
      }),
    ),
  );
  output.list(
    page,
    [
      { title: 'Name', value: p => p.name },
      { title: 'Title', value: p => p.title, shrinksTo: 12 },
      { title: 'Role', value: p => p.role ?? '' },
      { title: 'Description', value: p => p.description, shrinksTo: 20 },
    ],
    p => p.name,
    'No projects. Ask an administrator to add you to one.',
  );
  sayMore(output, page);
}
