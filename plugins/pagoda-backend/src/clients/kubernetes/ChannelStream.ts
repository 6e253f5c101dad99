import { setTimeout as sleep } from 'node:timers/promises';
import { WebSocket, type Dispatcher } from 'undici';
import { KubernetesError } from './KubernetesError';

/** What has come on a channel. */
export interface ChannelMessage {
  channel: number;
  data: Buffer;
}

/** How {@link ChannelStream.open} connects. */
export interface ChannelStreamOptions {
  /** `wss:` or `ws:`. */
  url: URL;
  /** Subprotocols, the preferred first: `v5.channel.k8s.io`, `v4.channel.k8s.io`. */
  protocols: string[];
  headers: Record<string, string>;
  dispatcher: Dispatcher;
  /** Method and path, for errors. */
  what: string;
  signal?: AbortSignal;
}

/** Bytes that may wait to be sent before a writer waits, and how long between looks, in milliseconds. */
const HIGH_WATER = 1024 * 1024;
const LOOK = 10;
/** Of v5.channel.k8s.io: the next byte names a channel that will be written no more. */
const CLOSE = 255;

/**
 * Several streams over one WebSocket, the first byte of each message naming which: the protocol of exec, attach and
 * port-forward; see k8s.io/apimachinery/pkg/util/remotecommand and k8s.io/streaming.
 */
export class ChannelStream {
  readonly #socket: WebSocket;
  readonly #messages: ChannelMessage[] = [];
  #wake: () => void = () => {};
  #closed = false;

  private constructor(socket: WebSocket) {
    this.#socket = socket;
    socket.binaryType = 'arraybuffer';
    socket.addEventListener('message', ({ data }) => {
      const bytes = Buffer.from(data as ArrayBuffer);
      if (bytes.length > 0) {
        this.#messages.push({ channel: bytes[0], data: bytes.subarray(1) });
        this.#wake();
      }
    });
    for (const type of ['close', 'error'] as const) {
      socket.addEventListener(type, () => {
        this.#closed = true;
        this.#wake();
      });
    }
  }

  /** @throws KubernetesError where the server does not open it */
  static async open(options: ChannelStreamOptions): Promise<ChannelStream> {
    const { url, protocols, headers, dispatcher, what, signal } = options;
    const socket = new WebSocket(url, { protocols, headers, dispatcher });
    const stream = new ChannelStream(socket);
    signal?.addEventListener('abort', () => stream.close(), { once: true });
    await new Promise<void>((resolve, reject) => {
      socket.addEventListener('open', () => resolve());
      for (const type of ['close', 'error'] as const) {
        socket.addEventListener(type, event => {
          const { message } = event as { message?: string };
          reject(
            new KubernetesError(
              `${what}: the stream was not opened${message ? `: ${message}` : ''}`,
              { status: 0 },
            ),
          );
        });
      }
    });
    return stream;
  }

  /** Whether the end of one channel can be told: not before v5. */
  get canCloseChannels(): boolean {
    return this.#socket.protocol.startsWith('v5.');
  }

  /** Returns when there is room for more. */
  async write(channel: number, data: Uint8Array): Promise<void> {
    if (this.#closed) {
      return;
    }
    this.#socket.send(Buffer.concat([Buffer.of(channel), data]));
    while (!this.#closed && this.#socket.bufferedAmount > HIGH_WATER) {
      await sleep(LOOK);
    }
  }

  /** Nothing more will be written to the channel. */
  closeChannel(channel: number): void {
    if (!this.#closed && this.canCloseChannels) {
      this.#socket.send(Buffer.of(CLOSE, channel));
    }
  }

  /** What comes, until the stream ends. */
  async *messages(): AsyncGenerator<ChannelMessage> {
    for (;;) {
      const message = this.#messages.shift();
      if (message) {
        yield message;
      } else if (this.#closed) {
        return;
      } else {
        await new Promise<void>(resolve => {
          this.#wake = resolve;
        });
      }
    }
  }

  close(): void {
    this.#closed = true;
    this.#wake();
    this.#socket.close();
  }
}
