import Table from 'cli-table3';
import pc from 'picocolors';

/** Colouring functions; they leave text as it is where colours are off. */
export type Colors = ReturnType<typeof pc.createColors>;

/** A column of a table. */
export interface Column<T> {
  title: string;
  value: (item: T, colors: Colors) => string;
  align?: 'left' | 'right';
  /** Only with `-o wide`. */
  wide?: boolean;
  /** May be cut to so many characters where the terminal is narrow. */
  shrinksTo?: number;
  /** Left out where the terminal is narrow; those with the highest number go first. */
  dispensable?: number;
}

/** How {@link formatTable} lays out. */
export interface TableOptions {
  colors: Colors;
  /** Characters of a line; without it, nothing is cut. */
  width?: number;
}

const GAP = '  ';
const PLAIN = pc.createColors(false);

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
  middle: GAP,
};

/** Control characters, save the colours of {@link Colors}. */
const CONTROLS =
  // eslint-disable-next-line no-control-regex
  /\u001b(?!\[\d{1,2}m)|[\u0000-\u001a\u001c-\u001f\u007f-\u009f]/g;

/** A table without lines; one row a line, so that other programs can cut it. Empty columns are left out. */
export function formatTable<T>(
  items: T[],
  columns: Column<T>[],
  { colors, width }: TableOptions,
): string {
  const filled = columns.filter(column =>
    items.some(item => column.value(item, PLAIN) !== ''),
  );
  const natural = new Map(
    filled.map(column => [
      column,
      Math.max(
        lengthOf(column.title),
        ...items.map(item => lengthOf(oneLine(column.value(item, PLAIN)))),
      ),
    ]),
  );
  const widths = fit(natural, width);
  const shown = [...widths.keys()];
  const table = new Table({
    chars: NO_LINES,
    style: { 'padding-left': 0, 'padding-right': 0, head: [], border: [] },
    colAligns: shown.map(column => column.align ?? 'left'),
    colWidths: [...widths.values()],
  });
  table.push(
    shown.map(column => colors.dim(column.title.toUpperCase())),
    ...items.map(item =>
      shown.map(column => oneLine(column.value(item, colors))),
    ),
  );
  return `${table
    .toString()
    .split('\n')
    .map(line => line.trimEnd())
    .join('\n')}\n`;
}

/** Cuts columns, then leaves some out, until a line is no longer than `width`. */
function fit<T>(
  natural: Map<Column<T>, number>,
  width: number | undefined,
): Map<Column<T>, number> {
  const widths = new Map(natural);
  if (width === undefined) {
    return widths;
  }
  for (;;) {
    let over = lineLength(widths) - width;
    while (over > 0) {
      const found = widest(widths);
      if (!found) {
        break;
      }
      const [column, size] = found;
      const cut = Math.min(over, size - (column.shrinksTo ?? size));
      widths.set(column, size - cut);
      over -= cut;
    }
    const dispensable = [...widths.keys()]
      .filter(column => column.dispensable !== undefined)
      .sort((a, b) => (b.dispensable ?? 0) - (a.dispensable ?? 0));
    if (over <= 0 || dispensable.length === 0) {
      return widths;
    }
    widths.delete(dispensable[0]);
    // What has been left out makes room for the others.
    widths.forEach((_, column) => widths.set(column, natural.get(column) ?? 0));
  }
}

/** The widest column that may still be cut. */
function widest<T>(
  widths: Map<Column<T>, number>,
): [Column<T>, number] | undefined {
  return [...widths]
    .filter(([column, size]) => size > (column.shrinksTo ?? size))
    .sort(([, a], [, b]) => b - a)[0];
}

function lineLength<T>(widths: Map<Column<T>, number>): number {
  const sum = [...widths.values()].reduce((total, size) => total + size, 0);
  return sum + GAP.length * Math.max(0, widths.size - 1);
}

/** In code points; the few wide ones push their row by a place. */
function lengthOf(text: string): number {
  return [...text].length;
}

/** On one line, and without what would steer the terminal: names and messages may come from anybody. */
function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').replace(CONTROLS, '');
}
