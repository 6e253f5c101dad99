import { once } from 'node:events';
import pc from 'picocolors';
import { stringify } from 'yaml';
import { formatTable, type Colors, type Column } from './formatTable';

/** Forms of output. */
export const OUTPUT_FORMATS = [
  'table',
  'wide',
  'json',
  'yaml',
  'name',
] as const;
export type OutputFormat = (typeof OUTPUT_FORMATS)[number];

/** Where an {@link Output} writes; a terminal tells its width. */
export type OutputStream = NodeJS.WritableStream & {
  isTTY?: boolean;
  columns?: number;
};

/** What an {@link Output} takes. */
export interface OutputOptions {
  format: OutputFormat;
  quiet: boolean;
  color: boolean;
  stdout?: OutputStream;
  stderr?: OutputStream;
}

/** Writes data to stdout and everything else to stderr. */
export class Output {
  readonly format: OutputFormat;
  /** For what goes to stdout. */
  readonly colors: Colors;
  /** For what goes to stderr. */
  readonly noteColors: Colors;
  readonly #quiet: boolean;
  readonly #stdout: OutputStream;
  readonly #stderr: OutputStream;

  constructor(options: OutputOptions) {
    this.format = options.format;
    this.#quiet = options.quiet;
    this.#stdout = options.stdout ?? process.stdout;
    this.#stderr = options.stderr ?? process.stderr;
    this.colors = colorsFor(this.#stdout, options.color);
    this.noteColors = colorsFor(this.#stderr, options.color);
  }

  /** Whether the output is made for programs: what a table would say in words has to be said there in full. */
  get structured(): boolean {
    return this.format === 'json' || this.format === 'yaml';
  }

  /** A list: as a table, or all of it for programs. */
  list<T>(
    page: { items: T[] },
    columns: Column<T>[],
    nameOf: (item: T) => string,
    empty: string,
  ): void {
    if (this.structured) {
      this.#writeStructured(page);
    } else if (this.format === 'name') {
      this.write(page.items.map(item => `${nameOf(item)}\n`).join(''));
    } else if (page.items.length === 0) {
      this.note(empty);
    } else {
      const wide = this.format === 'wide';
      this.write(
        formatTable(
          page.items,
          columns.filter(column => wide || !column.wide),
          {
            colors: this.colors,
            width:
              this.#stdout.isTTY && !wide ? this.#stdout.columns : undefined,
          },
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
    if (this.structured) {
      this.#writeStructured(item);
    } else {
      this.write(this.format === 'name' ? `${nameOf(item)}\n` : text(item));
    }
  }

  /** Data. */
  write(text: string): void {
    this.#stdout.write(text);
  }

  /** Data that comes as a stream: waits while whoever reads is slow, so that nothing piles up in memory. */
  async writeChunk(text: string): Promise<void> {
    if (!this.#stdout.write(text)) {
      await once(this.#stdout, 'drain');
    }
  }

  /** For people who look on; silent with `--quiet`. */
  note(text: string): void {
    if (!this.#quiet) {
      this.warn(text);
    }
  }

  /** For people, even with `--quiet`. */
  warn(text: string): void {
    this.#stderr.write(`${text}\n`);
  }

  /** Whether somebody looks on. */
  get interactive(): boolean {
    return this.#stderr.isTTY === true && !this.#quiet;
  }

  #writeStructured(value: unknown): void {
    this.write(
      this.format === 'yaml'
        ? stringify(value)
        : `${JSON.stringify(value, undefined, 2)}\n`,
    );
  }
}

/** Colours where somebody sees them: see no-color.org and force-color.org. */
function colorsFor(stream: OutputStream, wanted: boolean): Colors {
  const { NO_COLOR, FORCE_COLOR, TERM } = process.env;
  const shown = FORCE_COLOR
    ? FORCE_COLOR !== '0'
    : stream.isTTY === true && TERM !== 'dumb';
  return pc.createColors(wanted && !NO_COLOR && shown);
}
