import type { Sweep } from '@pagoda/plugin-pagoda-common';
import type { Context } from '../../context/Context';
import { formatAge } from '../../output/formatAge';
import { formatPhase, formatUser } from '../../output/formatRun';
import { dataOf } from '../dataOf';
import { readPages, sayMore, type PageOptions } from '../pages';
import { countsOf } from './describeSweep';

/** `pagoda sweep list` */
export async function listSweeps(
  context: Context,
  options: PageOptions & { experiment?: string },
): Promise<void> {
  const { client, output, namedProject } = context;
  const page = await readPages<Sweep>(options, async (cursor, limit) =>
    dataOf(
      await client.GET('/sweeps', {
        params: {
          query: {
            ...{ cursor, limit },
            experiment: options.experiment,
            project: namedProject === undefined ? undefined : [namedProject],
          },
        },
      }),
    ),
  );
  output.list(
    page,
    [
      {
        title: 'Phase',
        value: (sweep, colors) => formatPhase(sweep.status.phase, colors),
      },
      { title: 'Experiment', value: sweep => sweep.experiment, shrinksTo: 12 },
      { title: 'Points', value: sweep => String(sweep.points), align: 'right' },
      { title: 'Counts', value: countsOf, shrinksTo: 12, dispensable: 1 },
      { title: 'Project', value: sweep => sweep.project, dispensable: 2 },
      {
        title: 'Age',
        value: sweep => formatAge(sweep.createdAt),
        align: 'right',
      },
      { title: 'Owner', value: sweep => formatUser(sweep.owner), wide: true },
      { title: 'Id', value: sweep => sweep.id },
    ],
    sweep => sweep.id,
    'No sweeps. Start one: pagoda sweep submit EXPERIMENT --matrix name=v1,v2',
  );
  sayMore(output, page);
}
