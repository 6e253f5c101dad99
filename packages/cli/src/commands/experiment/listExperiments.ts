import type { Experiment } from '@pagoda/plugin-pagoda-common';
import type { Context } from '../../context/Context';
import { age } from '../../output/formatRun';
import { readPages } from '../arguments';

/** `pagoda experiment list` */
export async function listExperiments(
  context: Context,
  options: { limit: number },
): Promise<void> {
  const page = await readPages<Experiment>(
    options.limit,
    async (cursor, limit) => {
      const { data } = await context.client.GET('/experiments', {
        params: { query: { cursor, limit, project: context.namedProject } },
      });
      return data;
    },
  );
  context.output.list(
    page,
    [
      { title: 'Name', value: e => e.name },
      { title: 'Project', value: e => e.project },
      { title: 'Revision', value: e => String(e.revision), align: 'right' },
      {
        title: 'Parameters',
        value: e =>
          Object.keys(e.spec.parameterSchema?.properties ?? {}).join(', '),
      },
      { title: 'Changed', value: e => age(e.updatedAt), align: 'right' },
      { title: 'Description', value: e => e.description, wide: true },
    ],
    e => e.name,
    'No experiments. Make one: pagoda experiment apply -f FILE',
  );
}
