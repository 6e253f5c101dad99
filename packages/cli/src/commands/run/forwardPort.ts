import { createServer, type AddressInfo, type Socket } from 'node:net';
import { pipeline } from 'node:stream/promises';
import { Readable } from 'node:stream';
import { PagodaApiError } from '@pagoda/plugin-pagoda-common';
import { CliError, EXIT } from '../../context/CliError';
import type { Context } from '../../context/Context';
import { describeError } from '../../context/describeError';
import { resolveRun } from '../resolveRun';

/** Options of `pagoda run port-forward`. */
export interface ForwardOptions {
  address: string;
}

/** `pagoda run port-forward`: listens until Ctrl-C. */
export async function forwardPort(
  context: Context,
  { address }: ForwardOptions,
  name: string,
  ports: string,
): Promise<void> {
  const { local, remote } = readPorts(ports);
  const id = await resolveRun(context, name);
  const server = createServer({ allowHalfOpen: true }, socket => {
    forward(context, id, remote, socket).catch(error => {
      context.output.warn(describeError(error));
      socket.destroy();
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) =>
      reject(
        error.code === 'EADDRINUSE'
          ? new CliError(
              `Port ${local} is in use`,
              EXIT.usage,
              `Choose another, such as :${remote} for any that is free.`,
            )
          : error,
      ),
    );
    server.listen(local, address, resolve);
  });
  const { port } = server.address() as AddressInfo;
  context.output.note(
    `Forwarding ${address}:${port} to port ${remote} of the run; Ctrl-C ends it`,
  );
  process.once('SIGINT', () => process.exit(EXIT.done));
  process.once('SIGTERM', () => process.exit(EXIT.done));
  await new Promise(resolve => server.once('close', resolve));
}

async function forward(
  context: Context,
  run: string,
  port: number,
  socket: Socket,
): Promise<void> {
  const response = await context.fetch(
    `/runs/${run}/portforward?port=${port}`,
    () =>
      ({
        method: 'POST',
        headers: { 'Content-Type': 'application/octet-stream' },
        body: chunksOf(socket),
        duplex: 'half',
        // The types of fetch do not know that a body may be a stream.
      }) as unknown as RequestInit,
    { patience: undefined, streamed: true, once: true },
  );
  if (!response.ok || !response.body) {
    throw await PagodaApiError.fromResponse(response);
  }
  await pipeline(
    Readable.fromWeb(response.body as Parameters<typeof Readable.fromWeb>[0]),
    socket,
  );
}

/** What is sent; that nothing more is sent does not end what is received. */
async function* chunksOf(socket: Socket): AsyncGenerator<Uint8Array> {
  for await (const chunk of socket.iterator({ destroyOnReturn: false })) {
    yield chunk;
  }
}

/** `8080:80`, `80` for the same, `:80` for any that is free here. */
function readPorts(text: string): { local: number; remote: number } {
  const match = /^(?:(\d*):)?(\d+)$/.exec(text);
  const remote = Number(match?.[2]);
  const local = match?.[1] === undefined ? remote : Number(match[1] || 0);
  if (!match || remote < 1 || remote > 65_535 || local > 65_535) {
    throw new CliError(
      `'${text}' are no ports`,
      EXIT.usage,
      'Write such as 8080:80, 80 for the same here, or :80 for any that is free here.',
    );
  }
  return { local, remote };
}
