import type { LogLine } from '@pagoda/plugin-pagoda-common';
import type { Context } from '../../context/Context';
import { followEvents } from '../followEvents';

/** What {@link followLogs} takes. */
export interface FollowLogsOptions {
  /** Of the API, such as `tail`. */
  query?: Record<string, string>;
  /** Awaited before the next line is read. */
  write: (line: LogLine) => Promise<void>;
}

/** Writes the log lines of a run until it has ended, each of them once, whatever becomes of the connection. */
export async function followLogs(
  context: Context,
  run: string,
  { query, write }: FollowLogsOptions,
): Promise<void> {
  const search = new URLSearchParams({ follow: 'true', ...query });
  const events = followEvents(
    context,
    `/runs/${encodeURIComponent(run)}/logs?${search}`,
  );
  for await (const event of events) {
    if (event.event === 'log') {
      await write(JSON.parse(event.data) as LogLine);
    }
  }
}
