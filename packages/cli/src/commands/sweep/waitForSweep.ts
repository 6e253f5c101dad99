import { readEventStream, type Sweep } from '@pagoda/plugin-pagoda-common';
import type { Context } from '../../context/Context';
import { countsOf } from './getSweep';

/** Points may change by the hundred a second; the sweep is read again so often at most, in milliseconds. */
const INTERVAL = 500;

/** Waits for the end of a sweep, told by the server; says on stderr how far it is. */
export async function waitForSweep(
  context: Context,
  begun: Sweep,
): Promise<Sweep> {
  const { client, output } = context;
  const abort = new AbortController();
  let sweep = begun;
  let said = '';
  let readAt = 0;
  const look = async () => {
    readAt = Date.now();
    const { data } = await client.GET('/sweeps/{sweep}', {
      params: { path: { sweep: begun.id } },
    });
    sweep = data ?? sweep;
    const text = countsOf(sweep);
    if (text !== said) {
      said = text;
      output.note(text);
    }
    if (sweep.status.phase !== 'Running') {
      abort.abort();
    }
  };
  // The sweep itself ends a moment after its last point, so a look follows every pause too.
  const timer = setInterval(() => {
    if (Date.now() - readAt > 2 * INTERVAL) {
      look().catch(() => {
        // The stream below tells of a server that is away.
      });
    }
  }, INTERVAL);
  try {
    const events = readEventStream({
      signal: abort.signal,
      open: async lastEventId => {
        const response = await context.fetch(`/runs/events?sweep=${begun.id}`, {
          signal: abort.signal,
          headers: {
            Accept: 'text/event-stream',
            ...(lastEventId !== undefined && { 'Last-Event-ID': lastEventId }),
          },
        });
        await look();
        return response;
      },
    });
    for await (const event of events) {
      if (event.event === 'run' && Date.now() - readAt > INTERVAL) {
        await look();
      }
    }
  } finally {
    clearInterval(timer);
  }
  return sweep;
}
