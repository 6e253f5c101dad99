import { readEventStream, type LogLine } from '@pagoda/plugin-pagoda-common';
import type { Context } from '../../context/Context';

/** What {@link followLogs} takes. */
export interface FollowOptions {
  query?: Record<string, string>;
  write: (text: string, line: LogLine) => void;
}

/** Writes the log lines of a run until it ends; a broken connection is taken up where it broke. */
export async function followLogs(
  context: Context,
  run: string,
  options: FollowOptions,
): Promise<void> {
  const query = new URLSearchParams({ follow: 'true', ...options.query });
  let warned = false;
  const events = readEventStream({
    open: lastEventId =>
      context.fetch(`/runs/${encodeURIComponent(run)}/logs?${query}`, {
        headers: {
          Accept: 'text/event-stream',
          ...(lastEventId !== undefined && { 'Last-Event-ID': lastEventId }),
        },
      }),
    onReconnect: () => {
      if (!warned) {
        warned = true;
        context.output.note('(connection lost, trying again)');
      }
    },
  });
  for await (const event of events) {
    if (event.event === 'log') {
      warned = false;
      const line = JSON.parse(event.data) as LogLine;
      options.write(line.text, line);
    }
  }
}
