import type {
  Project,
  ProjectKubernetes,
  ProjectNamespace,
} from '@pagoda/plugin-pagoda-common';
import type { Context } from '../../context/Context';
import type { Colors } from '../../output/formatTable';
import { dataOf } from '../dataOf';
import { formatNamespace } from './formatNamespace';

/** `pagoda project get` */
export async function getProject(
  context: Context,
  _options: object,
  name: string | undefined,
): Promise<void> {
  const { client, output } = context;
  const params = { path: { project: name ?? (await context.project()) } };
  const project = dataOf(await client.GET('/projects/{project}', { params }));
  const namespaces = output.structured
    ? []
    : dataOf(await client.GET('/projects/{project}/namespaces', { params }))
        .items;
  output.one(
    project,
    p => p.name,
    p => describe(p, namespaces, output.colors),
  );
}

function describe(
  project: Project,
  namespaces: ProjectNamespace[],
  colors: Colors,
): string {
  return [
    `${colors.bold(project.title)} (${project.name})${
      project.role ? `, you are ${project.role}` : ''
    }`,
    ...(project.description ? [`  ${project.description}`] : []),
    ...Object.entries(project.quota).map(
      ([resource, limit]) => `  at most ${resource}: ${limit}`,
    ),
    ...describeSettings(project.kubernetes ?? {}).map(line => `  ${line}`),
    ...namespaces.flatMap(item =>
      formatNamespace(item)
        .split('\n')
        .map(line => `  ${line}`),
    ),
    '',
  ].join('\n');
}

/** What is not as it is by default. */
function describeSettings(settings: ProjectKubernetes): string[] {
  const { podSecurity, allowRoot, interactive, proxy } = settings;
  const list = (title: string, items: string[] = []) =>
    items.length > 0 ? [`${title}: ${items.join(', ')}`] : [];
  return [
    ...(podSecurity === 'baseline' ? ['Pod Security level: baseline'] : []),
    ...(allowRoot ? ['images may run as root'] : []),
    ...(interactive === false ? ['no exec and no port-forward'] : []),
    ...list('private networks open to runs', settings.allowedNetworks),
    ...list(
      'node selectors that runs may have',
      settings.nodeSelectors?.map(
        ({ key, values }) => `${key}=${values?.join('|') ?? '*'}`,
      ),
    ),
    ...list(
      'taints that runs may tolerate',
      settings.tolerations?.map(
        ({ key, value, effect }) => `${key}=${value ?? '*'}:${effect ?? '*'}`,
      ),
    ),
    ...list('proxies', [
      ...(proxy?.http ? [proxy.http] : []),
      ...(proxy?.https ? [proxy.https] : []),
    ]),
    ...list('logins to registries', settings.pullSecrets),
  ];
}
