import type { Context } from '../../context/Context';
import { age } from '../../output/formatRun';

/** `pagoda experiment revisions` */
export async function listRevisions(
  context: Context,
  _options: object,
  name: string,
): Promise<void> {
  const { data } = await context.client.GET(
    '/projects/{project}/experiments/{experiment}/revisions',
    {
      params: {
        path: { project: await context.project(), experiment: name },
        query: { limit: 100 },
      },
    },
  );
  context.output.list(
    data ?? { items: [] },
    [
      { title: 'Revision', value: r => String(r.revision), align: 'right' },
      { title: 'Created', value: r => age(r.createdAt), align: 'right' },
      { title: 'By', value: r => r.createdBy },
      { title: 'Command', value: r => r.spec.command.join(' ') },
    ],
    r => String(r.revision),
    'No revisions.',
  );
}
