import type { Context } from '../../context/Context';
import { dataOf } from '../dataOf';

/** `pagoda project get` */
export async function getProject(
  context: Context,
  _options: object,
  name: string | undefined,
): Promise<void> {
  const { client, output } = context;
  const path = { project: name ?? (await context.project()) };
  output.one(
    dataOf(await client.GET('/projects/{project}', { params: { path } })),
    p => p.name,
    p =>
      [
        `${output.colors.bold(p.title)} (${p.name})${
          p.role ? `, you are ${p.role}` : ''
        }`,
        ...(p.description ? [`  ${p.description}`] : []),
        ...Object.entries(p.quota).map(
          ([resource, limit]) => `  at most ${resource}: ${limit}`,
        ),
        '',
      ].join('\n'),
  );
}
