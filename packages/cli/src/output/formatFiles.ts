import {
  formatBytes,
  type FileEntry,
  type FileList,
} from '@pagoda/plugin-pagoda-common';
import type { Column } from './formatTable';
import type { Output } from './Output';

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
  { title: 'Modified', value: file => file.modifiedAt, dispensable: 1 },
  { title: 'SHA-256', value: file => file.sha256 ?? '', wide: true },
];

/** Says that a listing is not whole. */
export function sayTruncated(output: Output, list: FileList): void {
  if (list.truncated) {
    output.warn(
      `Only the first ${list.items.length} are listed: name a folder to see more.`,
    );
  }
}
