import { FileError } from '../files/FileError';

/** What a request asks for, read from its query. */
export class Query {
  readonly #values: URLSearchParams;

  constructor(values: URLSearchParams) {
    this.#values = values;
  }

  /** Below the root; `''` for the root itself. */
  get path(): string {
    return this.#values.get('path') ?? '';
  }

  text(name: string): string | undefined {
    return this.#values.get(name) ?? undefined;
  }

  flag(name: string): boolean {
    return this.#values.get(name) === 'true';
  }

  /** @throws FileError where it is no whole number. */
  number(name: string): number | undefined {
    const text = this.#values.get(name);
    if (text === null) {
      return undefined;
    }
    if (!/^\d{1,16}$/.test(text)) {
      throw new FileError('InvalidPath', `${name}: must be a whole number`);
    }
    return Number(text);
  }
}
