import type { Run, RunPhase } from '@pagoda/plugin-pagoda-common';
import type { Context } from '../../context/Context';
import { RUN_COLUMNS } from '../../output/formatRun';
import { dataOf } from '../dataOf';
import { readPages, sayMore, type PageOptions } from '../pages';
import { resolveSweep } from '../resolveSweep';

/** Flags of `pagoda run list`. */
export interface RunListOptions extends PageOptions {
  phase?: RunPhase[];
  experiment?: string;
  cluster?: string;
  owner?: string;
  sweep?: string;
  label?: string;
  since?: string;
  search?: string;
}

/** What a table shows; a run's code and environment would be most of an answer. */
const TABLE_FIELDS =
  'id,number,project,experiment,cluster,owner,createdAt,spec.image,spec.parameters,status.phase,status.startedAt,status.finishedAt,status.explanation';

/** `pagoda run list` */
export async function listRuns(
  context: Context,
  options: RunListOptions,
): Promise<void> {
  const { output, client, namedProject } = context;
  const { experiment, cluster, label, phase, owner, since, search } = options;
  const sweep =
    options.sweep === undefined || options.sweep === 'none'
      ? options.sweep
      : await resolveSweep(context, options.sweep);
  const page = await readPages<Run>(options, async (cursor, limit) =>
    dataOf(
      await client.GET('/runs', {
        params: {
          query: {
            ...{ experiment, cluster, sweep, label, phase, owner, since },
            ...{ cursor, limit },
            project: namedProject === undefined ? undefined : [namedProject],
            q: search,
            fields: output.structured ? undefined : TABLE_FIELDS,
          },
        },
      }),
    ),
  );
  output.list(
    page,
    RUN_COLUMNS,
    run => run.id,
    'No runs. Start one: pagoda run submit EXPERIMENT',
  );
  sayMore(output, page);
}
