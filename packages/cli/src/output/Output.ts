import pc from 'picocolors';
import { stringify } from 'yaml';
import { formatTable, type Column } from './formatTable';

/** Forms of output. */
export const OUTPUT_FORMATS = [
  'table',
  'wide',
  'json',
  'yaml',
  'name',
] as const;
export type OutputFormat = (typeof OUTPUT_FORMATS)[number];

/** Writes data to stdout and everything else to stderr. */
export class Output {
  readonly format: OutputFormat;
  readonly colors: ReturnType<typeof pc.createColors>;
  readonly #quiet: boolean;

  constructor(options: {
    format: OutputFormat;
    quiet: boolean;
    color: boolean;
  }) {
    this.format = options.format;
    this.#quiet = options.quiet;
    this.colors = pc.createColors(
      options.color &&
        !process.env.NO_COLOR &&
        (process.stdout.isTTY === true ||
          process.env.FORCE_COLOR !== undefined),
    );
  }

  /** A list: as a table, or all of it for programs. */
  list<T>(
    page: { items: T[] },
    columns: Column<T>[],
    nameOf: (item: T) => string,
    empty: string,
  ): void {
    switch (this.format) {
      case 'json':
        this.json(page);
        return;
      case 'yaml':
        this.write(stringify(page));
        return;
      case 'name':
        this.write(page.items.map(item => `${nameOf(item)}\n`).join(''));
        return;
      default:
        if (page.items.length === 0) {
          this.note(empty);
          return;
        }
        this.write(
          formatTable(
            page.items,
            columns.filter(column => this.format === 'wide' || !column.wide),
            { colors: this.colors, width: process.stdout.columns },
          ),
        );
    }
  }

  /** One thing: in words of `text`, or all of it for programs. */
  one<T>(
    item: T,
    nameOf: (item: T) => string,
    text: (item: T) => string,
  ): void {
    switch (this.format) {
      case 'json':
        this.json(item);
        return;
      case 'yaml':
        this.write(stringify(item));
        return;
      case 'name':
        this.write(`${nameOf(item)}\n`);
        return;
      default:
        this.write(text(item));
    }
  }

  json(value: unknown): void {
    this.write(`${JSON.stringify(value, undefined, 2)}\n`);
  }

  /** Data. */
  write(text: string): void {
    process.stdout.write(text);
  }

  /** For people who look on; silent with `--quiet`. */
  note(text: string): void {
    if (!this.#quiet) {
      process.stderr.write(`${text}\n`);
    }
  }

  /** For people, even with `--quiet`. */
  warn(text: string): void {
    process.stderr.write(`${text}\n`);
  }

  /** Whether somebody looks on. */
  get interactive(): boolean {
    return process.stderr.isTTY === true && !this.#quiet;
  }
}
