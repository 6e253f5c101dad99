import type { Run, RunPhase } from '@pagoda/plugin-pagoda-common';
import { CliError, EXIT } from '../../context/CliError';
import type { Context } from '../../context/Context';
import { RUN_COLUMNS } from '../../output/formatRun';
import { readPages } from '../arguments';

/** Flags of `pagoda run list`. */
export interface RunListOptions {
  phase?: RunPhase[];
  experiment?: string;
  cluster?: string;
  owner?: string;
  sweep?: string;
  label?: string;
  since?: string;
  search?: string;
  limit: number;
}

/** `pagoda run list` */
export async function listRuns(
  context: Context,
  options: RunListOptions,
): Promise<void> {
  const { experiment, cluster, sweep, label, phase } = options;
  const project = context.namedProject;
  const page = await readPages<Run>(options.limit, async (cursor, limit) => {
    const { data } = await context.client.GET('/runs', {
      params: {
        query: {
          ...{ experiment, cluster, sweep, label, phase, cursor, limit },
          project: project === undefined ? undefined : [project],
          owner: options.owner && toUserRef(options.owner),
          q: options.search,
          since: options.since && parseSince(options.since),
        },
      },
    });
    return data;
  });
  context.output.list(
    page,
    RUN_COLUMNS,
    run => run.id,
    'No runs. Start one: pagoda run submit EXPERIMENT',
  );
  if (page.pageInfo.nextCursor) {
    context.output.note(`More: --limit ${options.limit * 2}`);
  }
}

/** `researcher` as well as `user:default/researcher`. */
export function toUserRef(name: string): string {
  return name.includes(':') ? name : `user:default/${name}`;
}

const UNITS: Record<string, number> = {
  s: 1_000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 604_800_000,
};

/** `2h` ago, or a date, as an ISO time. */
export function parseSince(text: string): string {
  const relative = /^(\d+)([smhdw])$/.exec(text);
  const time = relative
    ? Date.now() - Number(relative[1]) * UNITS[relative[2]]
    : Date.parse(text);
  if (Number.isNaN(time)) {
    throw new CliError(
      `--since takes such as 30m, 2h, 3d or 2026-01-31, not '${text}'`,
      EXIT.usage,
    );
  }
  return new Date(time).toISOString();
}
