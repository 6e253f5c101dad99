import type { LogLine, LogPage } from '@pagoda/plugin-pagoda-common';
import type { Context } from '../../context/Context';
import { resolveRun } from '../arguments';
import { followLogs } from './followLogs';
import { parseSince } from './listRuns';

/** Flags of `pagoda run logs`. */
export interface LogOptions {
  follow?: boolean;
  tail?: number;
  since?: string;
  attempt?: number;
  search?: string;
  timestamps?: boolean;
}

/** `pagoda run logs` */
export async function showLogs(
  context: Context,
  options: LogOptions,
  name: string,
): Promise<void> {
  const { output, client } = context;
  const run = await resolveRun(context, name);
  const since = options.since && parseSince(options.since);
  const json = output.format === 'json';
  const write = (text: string, line: LogLine) => {
    if (json) {
      // One object a line, so that a stream can be read as it comes.
      output.write(`${JSON.stringify(line)}\n`);
    } else {
      output.write(options.timestamps ? `${line.time} ${text}\n` : `${text}\n`);
    }
  };
  const { tail, attempt } = options;
  if (options.follow) {
    const query = { tail, attempt, since, q: options.search };
    await followLogs(context, run, {
      query: Object.fromEntries(
        Object.entries(query)
          .filter(([, value]) => value !== undefined)
          .map(([key, value]) => [key, String(value)]),
      ),
      write,
    });
    return;
  }
  let cursor: string | undefined;
  do {
    const { data } = await client.GET('/runs/{run}/logs', {
      params: {
        path: { run },
        query: {
          tail,
          attempt,
          since,
          q: options.search,
          cursor,
          limit: 10_000,
        },
      },
    });
    const page = data as LogPage | undefined;
    page?.items.forEach(line => write(line.text, line));
    cursor = tail === undefined ? page?.pageInfo.nextCursor : undefined;
  } while (cursor !== undefined);
}
