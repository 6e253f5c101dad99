import type { Request, Response } from 'express';
import type { ChannelStream } from '../../clients/kubernetes/ChannelStream';
import { EXEC_CHANNELS } from '../../clients/kubernetes/requestTypes';
import type { ApiRegistry } from '../../http/ApiRouter';
import { decodeFrames, encodeFrame } from '@pagoda/plugin-pagoda-common';
import type { RunSessions } from './RunSessions';

/** The bytes before those of a forwarded connection: the number of the port. */
const PORT_BYTES = 2;

/** Binds the operations of sessions in runs to the service. */
export function registerSessionRoutes(
  api: ApiRegistry,
  sessions: RunSessions,
): void {
  api.handle('execInRun', async ({ caller, params, query, req, res }) => {
    const { command, container, stdin = false, tty = false } = query;
    const stream = await sessions.exec(caller, params.run, {
      ...{ command, container, stdin, tty },
    });
    await answer(stream, res, {
      send: () => sendFrames(req, stream),
      receive: async write => {
        for await (const message of stream.messages()) {
          await write(encodeFrame(message));
        }
      },
    });
    return undefined;
  });
  api.handle('forwardRunPort', async ({ caller, params, query, req, res }) => {
    const stream = await sessions.portForward(caller, params.run, query.port);
    await answer(stream, res, {
      send: async () => {
        for await (const chunk of req) {
          await stream.write(0, chunk);
        }
      },
      receive: write => receiveConnection(stream, write),
    });
    return undefined;
  });
}

/** Sends and receives at the same time; ends with what is received, or when the client has gone. */
async function answer(
  stream: ChannelStream,
  res: Response,
  work: {
    send: () => Promise<void>;
    receive: (write: (data: Uint8Array) => Promise<void>) => Promise<void>;
  },
): Promise<void> {
  res.status(200).type('application/octet-stream');
  // So that proxies pass on what there is at once.
  res.setHeader('X-Accel-Buffering', 'no');
  // Compressed, small pieces would be held back until there are more.
  res.setHeader('Cache-Control', 'no-store, no-transform');
  res.flushHeaders();
  res.once('close', () => stream.close());
  // A client that breaks off ends the stream, and with it what is received.
  work.send().catch(() => stream.close());
  try {
    await work.receive(async data => {
      if (!res.write(data) && !res.closed) {
        await new Promise<void>(resolve => {
          res.once('drain', resolve);
          res.once('close', resolve);
        });
      }
    });
  } finally {
    stream.close();
    res.end();
  }
}

async function sendFrames(req: Request, stream: ChannelStream): Promise<void> {
  for await (const { channel, data } of decodeFrames(req)) {
    if (channel === EXEC_CHANNELS.stdin && data.length === 0) {
      stream.closeChannel(channel);
    } else if (
      channel === EXEC_CHANNELS.stdin ||
      channel === EXEC_CHANNELS.resize
    ) {
      await stream.write(channel, data);
    }
  }
}

async function receiveConnection(
  stream: ChannelStream,
  write: (data: Uint8Array) => Promise<void>,
): Promise<void> {
  let skip = PORT_BYTES;
  for await (const { channel, data } of stream.messages()) {
    if (channel !== 0) {
      // The port is repeated here; what else comes tells that nobody listens.
      if (data.length > PORT_BYTES) {
        return;
      }
      continue;
    }
    const rest = data.subarray(Math.min(skip, data.length));
    skip = Math.max(0, skip - data.length);
    if (rest.length > 0) {
      await write(rest);
    }
  }
}
