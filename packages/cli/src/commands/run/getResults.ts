import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ReadableStream } from 'node:stream/web';
import { PagodaApiError, type FileList } from '@pagoda/plugin-pagoda-common';
import { CliError, EXIT } from '../../context/CliError';
import type { Context } from '../../context/Context';
import { downloadTree, encodePath } from '../../transfer/downloadTree';
import { resolveRun } from '../arguments';

/** `pagoda run results get` */
export async function getResults(
  context: Context,
  options: { output?: string },
  name: string,
  path: string | undefined,
): Promise<void> {
  const run = await resolveRun(context, name);
  const base = `/runs/${run}/results`;
  if (options.output === '-') {
    await toStdout(context, base, path);
    return;
  }
  const { data } = await context.client.GET('/runs/{run}/results', {
    params: { path: { run } },
  });
  const prefix = path?.replace(/\/+$/, '');
  const files = ((data as FileList | undefined)?.items ?? []).filter(
    file =>
      prefix === undefined ||
      file.path === prefix ||
      file.path.startsWith(`${prefix}/`),
  );
  if (files.length === 0) {
    throw new CliError(
      prefix === undefined
        ? 'The run has left no results'
        : `The run has left no '${prefix}'`,
      EXIT.notFound,
      `pagoda run results ls ${run}`,
    );
  }
  const folder = options.output ?? `run-${run}`;
  await downloadTree(context, { base, files, folder, title: 'results' });
  const count = files.filter(file => file.type === 'file').length;
  context.output.note(
    `${count} ${count === 1 ? 'file' : 'files'} in ${folder}`,
  );
}

async function toStdout(
  context: Context,
  base: string,
  path: string | undefined,
): Promise<void> {
  if (path === undefined) {
    throw new CliError(
      'Which file goes to stdout?',
      EXIT.usage,
      'Name it, such as: pagoda run results get RUN result.json --output -',
    );
  }
  const response = await context.fetch(`${base}/${encodePath(path)}`);
  if (!response.ok || !response.body) {
    throw await PagodaApiError.fromResponse(response);
  }
  await pipeline(
    Readable.fromWeb(response.body as ReadableStream<Uint8Array>),
    process.stdout,
    { end: false },
  );
}
