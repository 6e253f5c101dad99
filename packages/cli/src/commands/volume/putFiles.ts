import { createReadStream } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { Readable } from 'node:stream';
import { PagodaApiError, type FileEntry } from '@pagoda/plugin-pagoda-common';
import { CliError, EXIT } from '../../context/CliError';
import type { Context } from '../../context/Context';
import { encodePath } from '../../transfer/downloadTree';
import { ProgressBar } from '../../transfer/ProgressBar';
import { filesPath } from './listVolumeFiles';

interface Upload {
  source: string;
  target: string;
  size?: number;
}

/** `pagoda volume put` */
export async function putFiles(
  context: Context,
  options: { replace: boolean },
  volume: string,
  source: string,
  target: string | undefined,
): Promise<void> {
  const { output } = context;
  const base = filesPath(await context.project(), volume);
  const uploads = await collectUploads(source, target?.replace(/^\/+/, ''));
  const total = uploads.reduce((sum, { size = 0 }) => sum + size, 0);
  const progress = new ProgressBar('upload', total, output.interactive);
  const items: FileEntry[] = [];
  for (const upload of uploads) {
    items.push(await put(context, base, upload, options.replace, progress));
  }
  progress.end();
  if (output.format === 'table' || output.format === 'wide') {
    items.forEach(file => output.write(`${file.path}\n`));
  } else {
    output.list({ items }, [], file => file.path, '');
  }
}

async function put(
  context: Context,
  base: string,
  { source, target, size }: Upload,
  replace: boolean,
  progress: ProgressBar,
): Promise<FileEntry> {
  const body = source === '-' ? process.stdin : createReadStream(source);
  body.on('data', (chunk: Buffer) => progress.add(chunk.length));
  const response = await context.fetch(`${base}/${encodePath(target)}`, {
    method: 'PUT',
    headers: {
      'Content-Type': 'application/octet-stream',
      ...(size !== undefined && { 'Content-Length': String(size) }),
      ...(!replace && { 'If-None-Match': '*' }),
    },
    body: Readable.toWeb(body) as ReadableStream<Uint8Array>,
    // A body that is a stream is sent while the answer is awaited.
    duplex: 'half',
  } as RequestInit);
  if (!response.ok) {
    throw await PagodaApiError.fromResponse(response);
  }
  return (await response.json()) as FileEntry;
}

async function collectUploads(
  source: string,
  target: string | undefined,
): Promise<Upload[]> {
  if (source === '-') {
    if (!target) {
      throw new CliError(
        'What is the file called in the volume?',
        EXIT.usage,
        'Such as: pagoda volume put VOLUME - data.csv',
      );
    }
    return [{ source, target }];
  }
  const found = await stat(source).catch(() => {
    throw new CliError(`${source} was not found`, EXIT.usage);
  });
  if (!found.isDirectory()) {
    const name = basename(source);
    const path = !target ? name : target.endsWith('/') ? target + name : target;
    return [{ source, target: path, size: found.size }];
  }
  const uploads: Upload[] = [];
  const prefix = target?.replace(/\/+$/, '');
  for (const entry of await readdir(source, {
    withFileTypes: true,
    recursive: true,
  })) {
    if (entry.isFile()) {
      const full = join(entry.parentPath, entry.name);
      const below = full
        .slice(join(source, 'x').length - 1)
        .split(/[\\/]/)
        .join('/');
      uploads.push({
        source: full,
        target: prefix ? `${prefix}/${below}` : below,
        size: (await stat(full)).size,
      });
    }
  }
  if (uploads.length === 0) {
    throw new CliError(`${source} has no files`, EXIT.usage);
  }
  return uploads.sort((a, b) => (a.target < b.target ? -1 : 1));
}
