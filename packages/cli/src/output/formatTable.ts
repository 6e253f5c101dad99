import Table from 'cli-table3';
import type pc from 'picocolors';

/** A column of a table. */
export interface Column<T> {
  title: string;
  value: (item: T, colors: ReturnType<typeof pc.createColors>) => string;
  align?: 'left' | 'right';
  /** Only with `-o wide`. */
  wide?: boolean;
}

const NO_LINES = {
  top: '',
  'top-mid': '',
  'top-left': '',
  'top-right': '',
  bottom: '',
  'bottom-mid': '',
  'bottom-left': '',
  'bottom-right': '',
  left: '',
  'left-mid': '',
  mid: '',
  'mid-mid': '',
  right: '',
  'right-mid': '',
  middle: '  ',
};

/** A table without lines; one row a line, so that it can be cut by other programs. */
export function formatTable<T>(
  items: T[],
  columns: Column<T>[],
  options: { colors: ReturnType<typeof pc.createColors>; width?: number },
): string {
  const { colors } = options;
  const table = new Table({
    chars: NO_LINES,
    style: { 'padding-left': 0, 'padding-right': 0, head: [], border: [] },
    colAligns: columns.map(column => column.align ?? 'left'),
  });
  table.push(
    columns.map(column => colors.dim(column.title.toUpperCase())),
    ...items.map(item =>
      columns.map(column => oneLine(column.value(item, colors))),
    ),
  );
  return `${table
    .toString()
    .split('\n')
    .map(line => line.trimEnd())
    .join('\n')}\n`;
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ');
}
