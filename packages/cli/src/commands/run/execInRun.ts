import { PassThrough } from 'node:stream';
import {
  decodeFrames,
  encodeFrame,
  PagodaApiError,
} from '@pagoda/plugin-pagoda-common';
import { CliError, EXIT } from '../../context/CliError';
import type { Context } from '../../context/Context';
import { resolveRun } from '../resolveRun';

/** Options of `pagoda run exec`. */
export interface ExecOptions {
  stdin?: boolean;
  tty?: boolean;
  container?: string;
}

/** Channels of the operation `execInRun`. */
const CHANNEL = { stdin: 0, stdout: 1, stderr: 2, status: 3, resize: 4 };

/** A Status of Kubernetes, as far as it is read. */
interface Status {
  status?: string;
  message?: string;
  reason?: string;
  details?: { causes?: { reason?: string; message?: string }[] };
}

/** `pagoda run exec`: ends with the exit code of the command. */
export async function execInRun(
  context: Context,
  options: ExecOptions,
  name: string,
  command: string[],
): Promise<void> {
  const id = await resolveRun(context, name);
  const { stdin = false, tty = false, container } = options;
  if (tty && !process.stdin.isTTY) {
    throw new CliError(
      'Here is no terminal',
      EXIT.usage,
      'Leave --tty out where input or output is a file or a pipe.',
    );
  }
  const query = new URLSearchParams(command.map(word => ['command', word]));
  query.set('stdin', String(stdin));
  query.set('tty', String(tty));
  if (container !== undefined) {
    query.set('container', container);
  }
  const response = await context.fetch(
    `/runs/${id}/exec?${query}`,
    () =>
      ({
        method: 'POST',
        headers: { 'Content-Type': 'application/octet-stream' },
        ...((stdin || tty) && { body: readInput({ stdin, tty }) }),
        duplex: 'half',
        // The types of fetch do not know that a body may be an iterable.
      }) as unknown as RequestInit,
    { patience: undefined, streamed: true, once: true },
  );
  if (!response.ok || !response.body) {
    throw await PagodaApiError.fromResponse(response);
  }
  if (tty) {
    process.stdin.setRawMode(true);
  }
  try {
    process.exitCode = await writeOutput(response.body);
  } finally {
    if (tty) {
      process.stdin.setRawMode(false);
    }
    // What is still to be typed is for nobody.
    process.stdin.destroy();
  }
}

/** What is typed, and the size of the terminal whenever it changes. */
function readInput({
  stdin,
  tty,
}: Required<Pick<ExecOptions, 'stdin' | 'tty'>>): AsyncIterable<Uint8Array> {
  const frames = new PassThrough();
  const send = (channel: number, data: Uint8Array) =>
    frames.write(encodeFrame({ channel, data }));
  if (tty) {
    const resize = () => {
      const { columns: Width, rows: Height } = process.stdout;
      send(CHANNEL.resize, Buffer.from(JSON.stringify({ Width, Height })));
    };
    resize();
    process.stdout.on('resize', resize);
    frames.once('close', () => process.stdout.off('resize', resize));
  }
  if (stdin) {
    process.stdin.on('data', (data: Buffer) => send(CHANNEL.stdin, data));
    process.stdin.once('end', () => {
      send(CHANNEL.stdin, new Uint8Array());
      frames.end();
    });
    process.stdin.once('close', () => frames.end());
  }
  return frames;
}

/** Returns the exit code of the command. */
async function writeOutput(body: ReadableStream<Uint8Array>): Promise<number> {
  const chunks = body as unknown as AsyncIterable<Uint8Array>;
  for await (const { channel, data } of decodeFrames(chunks)) {
    if (channel === CHANNEL.stdout) {
      process.stdout.write(data);
    } else if (channel === CHANNEL.stderr) {
      process.stderr.write(data);
    } else if (channel === CHANNEL.status) {
      return exitCodeOf(JSON.parse(Buffer.from(data).toString('utf8')));
    }
  }
  throw new CliError(
    'The connection to the run ended before the command did',
    EXIT.server,
    'See by pagoda run get whether the run has ended.',
  );
}

function exitCodeOf({ status, message, details }: Status): number {
  if (status === 'Success') {
    return EXIT.done;
  }
  const code = details?.causes?.find(({ reason }) => reason === 'ExitCode');
  if (code?.message === undefined) {
    throw new CliError(
      message ?? 'The command was not executed',
      EXIT.server,
      'Check that the command exists in the image of the run.',
    );
  }
  return Number(code.message);
}
