import type { Sweep } from '@pagoda/plugin-pagoda-common';
import type { Context } from '../../context/Context';
import { age } from '../../output/formatRun';
import { readPages } from '../arguments';
import { countsOf } from './getSweep';

/** `pagoda sweep list` */
export async function listSweeps(
  context: Context,
  options: { experiment?: string; limit: number },
): Promise<void> {
  const project = context.namedProject;
  const page = await readPages<Sweep>(options.limit, async (cursor, limit) => {
    const { data } = await context.client.GET('/sweeps', {
      params: {
        query: {
          cursor,
          limit,
          experiment: options.experiment,
          project: project === undefined ? undefined : [project],
        },
      },
    });
    return data;
  });
  context.output.list(
    page,
    [
      { title: 'Phase', value: sweep => sweep.status.phase },
      { title: 'Experiment', value: sweep => sweep.experiment },
      { title: 'Points', value: sweep => String(sweep.points), align: 'right' },
      { title: 'Counts', value: countsOf },
      { title: 'Project', value: sweep => sweep.project },
      {
        title: 'Created',
        value: sweep => age(sweep.createdAt),
        align: 'right',
      },
      { title: 'Id', value: sweep => sweep.id },
    ],
    sweep => sweep.id,
    'No sweeps. Start one: pagoda sweep submit EXPERIMENT --matrix name=v1,v2',
  );
}
