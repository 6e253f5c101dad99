import type { Cloud } from '@pagoda/plugin-pagoda-common';
import type { Context } from '../../context/Context';
import { formatAge } from '../../output/formatAge';
import type { Colors } from '../../output/formatTable';
import { dataOf } from '../dataOf';

/** `pagoda cloud get` */
export async function getCloud(
  context: Context,
  _options: object,
  cloud: string,
): Promise<void> {
  const { client, output } = context;
  output.one(
    dataOf(
      await client.GET('/clouds/{cloud}', { params: { path: { cloud } } }),
    ),
    found => found.name,
    found => describeCloud(found, output.colors),
  );
}

function describeCloud(cloud: Cloud, colors: Colors): string {
  const { contactedAt, openstack, provisioners } = cloud;
  return [
    `${colors.bold(cloud.title)} (${cloud.name}): ${cloud.phase}`,
    `  ${cloud.kind}; ${
      provisioners.length > 0
        ? `makes clusters by ${provisioners.join(', ')}`
        : 'makes no clusters'
    }`,
    ...(openstack === undefined ? [] : [`  machines come from ${openstack}`]),
    ...(contactedAt === undefined
      ? ['  has not answered yet']
      : [`  last answered ${formatAge(contactedAt)} ago`]),
    ...cloud.conditions.map(
      condition =>
        `  ${condition.type} ${condition.status}: ${condition.message}`,
    ),
    ...cloud.links.map(({ title, url }) => `  ${title}: ${url}`),
    '',
  ].join('\n');
}
