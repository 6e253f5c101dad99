import type { LogLine, LogPage } from '@pagoda/plugin-pagoda-common';
import type { Context } from '../../context/Context';
import { dataOf } from '../dataOf';
import { resolveRun } from '../resolveRun';
import { definedOnly } from '../values';
import { followLogs } from './followLogs';

/** Lines of one request, the most that the API gives. */
const PAGE = 10_000;

/** Flags of `pagoda run logs`. */
export interface LogOptions {
  follow?: boolean;
  tail?: number;
  since?: string;
  attempt?: number;
  stream?: 'stdout' | 'stderr';
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
  const format = (line: LogLine) => {
    if (output.format === 'json') {
      // One object a line, so that a stream can be read as it comes.
      return `${JSON.stringify(line)}\n`;
    }
    return options.timestamps
      ? `${line.time} ${line.text}\n`
      : `${line.text}\n`;
  };
  const { tail, attempt, since, stream, search: q } = options;
  const query = definedOnly({ tail, attempt, since, stream, q });
  if (options.follow) {
    await followLogs(context, run, {
      query: Object.fromEntries(
        Object.entries(query).map(([key, value]) => [key, String(value)]),
      ),
      write: line => output.writeChunk(format(line)),
    });
    return;
  }
  let cursor: string | undefined;
  do {
    const { items, pageInfo } = dataOf(
      await client.GET('/runs/{run}/logs', {
        params: { path: { run }, query: { ...query, cursor, limit: PAGE } },
      }),
    ) as LogPage;
    await output.writeChunk(items.map(format).join(''));
    // With tail, the cursor is for what comes later.
    cursor = tail === undefined ? pageInfo.nextCursor : undefined;
  } while (cursor !== undefined);
}
