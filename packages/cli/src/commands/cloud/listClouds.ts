import type { Context } from '../../context/Context';
import { formatAge } from '../../output/formatAge';
import { dataOf } from '../dataOf';

/** `pagoda cloud list` */
export async function listClouds(context: Context): Promise<void> {
  context.output.list(
    dataOf(await context.client.GET('/clouds')),
    [
      { title: 'Name', value: cloud => cloud.name },
      { title: 'State', value: cloud => cloud.phase },
      { title: 'Kind', value: cloud => cloud.kind },
      { title: 'Makes', value: cloud => cloud.provisioners.join(', ') },
      {
        title: 'Answered',
        value: ({ contactedAt }) =>
          contactedAt === undefined ? 'never' : `${formatAge(contactedAt)} ago`,
      },
      { title: 'Title', value: cloud => cloud.title, shrinksTo: 15 },
    ],
    cloud => cloud.name,
    'No clouds. An administrator connects them in the configuration of the portal.',
  );
}
