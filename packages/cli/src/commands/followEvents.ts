import {
  readEventStream,
  type StreamEvent,
} from '@pagoda/plugin-pagoda-common';
import type { Context } from '../context/Context';

/** How {@link followEvents} reads. */
export interface FollowEventsOptions {
  /** Ends the reading. */
  signal?: AbortSignal;
  /** Called when the stream has been opened, and each time it has been opened again. */
  onOpen?: () => Promise<void>;
}

/**
 * Server-sent events of the API, for as long as it takes: a broken connection is taken up where it broke, and a note says
 * so.
 *
 * @param path - below the API's address, such as `/runs/events?run=…`
 */
export function followEvents(
  context: Context,
  path: string,
  { signal, onOpen }: FollowEventsOptions = {},
): AsyncGenerator<StreamEvent> {
  let lost = false;
  const { output } = context;
  const note = (text: string) => output.note(output.noteColors.dim(text));
  return readEventStream({
    signal,
    open: async lastEventId => {
      const headers = {
        Accept: 'text/event-stream',
        ...(lastEventId !== undefined && { 'Last-Event-ID': lastEventId }),
      };
      const response = await context.fetch(
        path,
        { signal, headers },
        { repeatable: false },
      );
      if (response.ok) {
        if (lost) {
          lost = false;
          note('Connected again');
        }
        await onOpen?.();
      }
      return response;
    },
    onReconnect: () => {
      if (!lost) {
        lost = true;
        note('Connection lost, trying again');
      }
    },
  });
}
