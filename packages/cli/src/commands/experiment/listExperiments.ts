import type { Experiment } from '@pagoda/plugin-pagoda-common';
import type { Context } from '../../context/Context';
import { formatAge } from '../../output/formatAge';
import { dataOf } from '../dataOf';
import { readPages, sayMore, type PageOptions } from '../pages';

/** `pagoda experiment list` */
export async function listExperiments(
  context: Context,
  options: PageOptions & { search?: string },
): Promise<void> {
  const { client, output, namedProject: project } = context;
  const page = await readPages<Experiment>(options, async (cursor, limit) =>
    dataOf(
      await client.GET('/experiments', {
        params: { query: { cursor, limit, project, q: options.search } },
      }),
    ),
  );
  output.list(
    page,
    [
      { title: 'Name', value: e => e.name },
      { title: 'Project', value: e => e.project, dispensable: 3 },
      { title: 'Revision', value: e => String(e.revision), align: 'right' },
      {
        title: 'Parameters',
        value: e =>
          Object.keys(e.spec.parameterSchema?.properties ?? {}).join(', '),
        shrinksTo: 12,
        dispensable: 1,
      },
      {
        title: 'Changed',
        value: e => formatAge(e.updatedAt),
        align: 'right',
        dispensable: 2,
      },
      { title: 'Description', value: e => e.description, shrinksTo: 20 },
    ],
    e => e.name,
    'No experiments. Make one: pagoda experiment apply -f FILE',
  );
  sayMore(output, page);
}
