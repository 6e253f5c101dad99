import { once } from 'node:events';
import type { Request, Response } from 'express';

/** How often a comment is sent on a silent stream, so that proxies keep it open; in milliseconds. */
const KEEP_ALIVE = 15_000;

/**
 * Server-sent events to one client (WHATWG HTML, 9.2). Sending waits while the client is slow, so that nothing piles
 * up in memory.
 */
export class EventStream {
  readonly #res: Response;
  readonly #abort = new AbortController();
  readonly #keepAlive: NodeJS.Timeout;

  constructor(req: Request, res: Response) {
    this.#res = res;
    res.status(200);
    res.setHeader('Content-Type', 'text/event-stream; charset=utf-8');
    // Without `no-transform` the root router's compression would hold events back.
    res.setHeader('Cache-Control', 'no-cache, no-transform');
    res.setHeader('X-Accel-Buffering', 'no');
    res.flushHeaders();
    res.write('retry: 1000\n\n');
    this.#keepAlive = setInterval(() => res.write(': \n\n'), KEEP_ALIVE);
    req.on('close', () => this.#stop());
    res.on('close', () => this.#stop());
    res.on('error', () => this.#stop());
  }

  /** Aborted when the client has gone. */
  get signal(): AbortSignal {
    return this.#abort.signal;
  }

  /** Sends one event and waits while the client is slow; `data` as JSON on one line. */
  async send(event: {
    id?: string;
    event: string;
    data: unknown;
  }): Promise<void> {
    if (!this.write(formatEvent(event))) {
      await this.drained();
    }
  }

  /**
   * Sends text that {@link formatEvent} made. False says that the client is slow: wait for {@link EventStream.drained}
   * before sending more.
   */
  write(text: string): boolean {
    return this.signal.aborted || this.#res.write(text);
  }

  /** Resolves when the client has taken what was sent, or has gone. */
  async drained(): Promise<void> {
    if (!this.signal.aborted && this.#res.writableNeedDrain) {
      await once(this.#res, 'drain', { signal: this.signal }).catch(error => {
        if (!this.signal.aborted) {
          throw error;
        }
      });
    }
  }

  /** Ends the stream. */
  end(): void {
    this.#stop();
    this.#res.end();
  }

  #stop(): void {
    clearInterval(this.#keepAlive);
    this.#abort.abort();
  }
}

/** The text of one event; `data` as JSON on one line. */
export function formatEvent(event: {
  id?: string;
  event: string;
  data: unknown;
}): string {
  const id = event.id === undefined ? '' : `id: ${event.id}\n`;
  return `${id}event: ${event.event}\ndata: ${JSON.stringify(event.data)}\n\n`;
}
