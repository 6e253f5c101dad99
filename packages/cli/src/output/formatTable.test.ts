import pc from 'picocolors';
import { formatTable, type Column } from './formatTable';

interface Row {
  name: string;
  size: number;
  note: string;
}

const ROWS: Row[] = [
  { name: 'a', size: 5, note: 'short' },
  { name: 'bcd', size: 12345, note: 'a note that goes on and on' },
];

const COLUMNS: Column<Row>[] = [
  { title: 'Name', value: row => row.name },
  { title: 'Size', value: row => String(row.size), align: 'right' },
  { title: 'None', value: () => '' },
  { title: 'Note', value: row => row.note, shrinksTo: 6, dispensable: 1 },
];

const colors = pc.createColors(false);

describe('formatTable', () => {
  it('aligns columns, leaves out empty ones, and ends lines without spaces', () => {
    expect(formatTable(ROWS, COLUMNS, { colors })).toBe(
      [
        'NAME   SIZE  NOTE',
        'a         5  short',
        'bcd   12345  a note that goes on and on',
        '',
      ].join('\n'),
    );
  });

  it('cuts to the width of the terminal', () => {
    const lines = formatTable(ROWS, COLUMNS, { colors, width: 24 }).split('\n');
    expect(lines[2]).toBe('bcd   12345  a note tha…');
    expect(Math.max(...lines.map(line => line.length))).toBe(24);
  });

  it('leaves columns out where cutting is not enough', () => {
    expect(formatTable(ROWS, COLUMNS, { colors, width: 15 })).toBe(
      ['NAME   SIZE', 'a         5', 'bcd   12345', ''].join('\n'),
    );
  });

  it('keeps a row on its line, and takes what would steer the terminal out', () => {
    const rows = [{ name: 'x\ny\u001b[2J\u0007', size: 1, note: '' }];
    expect(formatTable(rows, COLUMNS.slice(0, 1), { colors })).toBe(
      ['NAME', 'x y[2J', ''].join('\n'),
    );
  });

  it('aligns what is coloured', () => {
    const on = pc.createColors(true);
    const [, first] = formatTable(
      ROWS,
      [
        { title: 'Name', value: (row, c) => c.red(row.name) },
        { title: 'Size', value: row => String(row.size) },
      ],
      { colors: on },
    ).split('\n');
    expect(first).toBe(`${on.red('a')}     5`);
  });
});
