import {
  formatBytes,
  type FileEntry,
  type FileList,
} from '@pagoda/plugin-pagoda-common';
import type { Context } from '../../context/Context';
import type { Column } from '../../output/formatTable';
import { resolveRun } from '../arguments';

/** Columns of a list of files. */
export const FILE_COLUMNS: Column<FileEntry>[] = [
  {
    title: 'Path',
    value: file => (file.type === 'directory' ? `${file.path}/` : file.path),
  },
  {
    title: 'Size',
    value: file => (file.type === 'directory' ? '' : formatBytes(file.size)),
    align: 'right',
  },
  { title: 'Modified', value: file => file.modifiedAt },
  { title: 'SHA-256', value: file => file.sha256 ?? '', wide: true },
];

/** `pagoda run results ls` */
export async function listResults(
  context: Context,
  _options: object,
  name: string,
  path: string | undefined,
): Promise<void> {
  const run = await resolveRun(context, name);
  const { data } = await context.client.GET('/runs/{run}/results', {
    params: { path: { run } },
  });
  const prefix = path?.replace(/\/+$/, '');
  const list = data as FileList | undefined;
  const items = (list?.items ?? []).filter(
    file =>
      prefix === undefined ||
      file.path === prefix ||
      file.path.startsWith(`${prefix}/`),
  );
  context.output.list(
    { ...list, items },
    FILE_COLUMNS,
    file => file.path,
    'No results: a run leaves them in $PAGODA_OUTPUT_DIR.',
  );
}
