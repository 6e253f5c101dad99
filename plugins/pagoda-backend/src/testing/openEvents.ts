import { EventEmitter, once } from 'node:events';
import type { TestPortal, TestUser } from './createTestPortal';

/** One server-sent event as it arrived. */
export interface TestEvent {
  id?: string;
  event?: string;
  // Tests know what they asked for.
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  data: any;
}

/** An open stream of server-sent events. */
export interface TestEvents {
  /** All that came until now. */
  events: TestEvent[];
  /** Waits until the condition holds of what came; fails by the test's time limit where it never does. */
  until(condition: (events: TestEvent[]) => boolean): Promise<void>;
  /** Resolves when the server has ended the stream. */
  ended: Promise<void>;
  close(): Promise<void>;
}

/** Opens a stream; fails unless the answer is one. */
export async function openEvents(
  portal: TestPortal,
  user: TestUser,
  path: string,
  lastEventId?: string,
): Promise<TestEvents> {
  const abort = new AbortController();
  const response = await fetch(`${portal.baseUrl}${path}`, {
    headers: {
      Authorization: portal.header(user),
      ...(lastEventId !== undefined && { 'Last-Event-ID': lastEventId }),
    },
    signal: abort.signal,
  });
  const type = response.headers.get('content-type');
  if (!response.body || !type?.startsWith('text/event-stream')) {
    throw new Error(`${response.status}: ${await response.text()}`);
  }
  const events: TestEvent[] = [];
  const arrivals = new EventEmitter();
  const ended = read(response.body, event => {
    events.push(event);
    arrivals.emit('event');
  }).catch(error => {
    if (!abort.signal.aborted) {
      throw error;
    }
  });
  return {
    events,
    ended,
    async until(condition) {
      while (!condition(events)) {
        await once(arrivals, 'event');
      }
    },
    async close() {
      abort.abort();
      await ended;
    },
  };
}

async function read(
  body: ReadableStream<Uint8Array>,
  onEvent: (event: TestEvent) => void,
): Promise<void> {
  const decoder = new TextDecoder();
  let text = '';
  for await (const chunk of body as unknown as AsyncIterable<Uint8Array>) {
    text += decoder.decode(chunk, { stream: true });
    const blocks = text.split('\n\n');
    text = blocks.pop() ?? '';
    for (const block of blocks) {
      const fields = new Map(
        block
          .split('\n')
          .filter(line => /^(id|event|data): /.test(line))
          .map(line => {
            const at = line.indexOf(': ');
            return [line.slice(0, at), line.slice(at + 2)] as const;
          }),
      );
      const data = fields.get('data');
      if (data !== undefined) {
        onEvent({
          id: fields.get('id'),
          event: fields.get('event'),
          data: JSON.parse(data),
        });
      }
    }
  }
}
