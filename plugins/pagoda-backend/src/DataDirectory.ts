import { resolve } from 'node:path';
import type { Config } from '@backstage/config';

/** Where the embedded cluster keeps what it keeps; every path is made here. */
export class DataDirectory {
  readonly root: string;

  constructor(root: string) {
    this.root = resolve(root);
  }

  /** From `pagoda.dataDirectory`; `.pagoda` below the working directory by default. */
  static fromConfig(config: Config): DataDirectory {
    return new DataDirectory(
      config.getOptionalString('pagoda.dataDirectory') ?? '.pagoda',
    );
  }

  /** What the engine `process` keeps of a run: one folder an attempt. */
  run(run: string): string {
    return this.#below('runs', run);
  }

  /** All folders of {@link DataDirectory.run}. */
  get runs(): string {
    return this.#below('runs');
  }

  /** What another engine keeps of its cluster's runs, or of one of them: one folder an attempt. */
  engine(cluster: string, run?: string): string {
    return this.#below('engines', cluster, ...(run === undefined ? [] : [run]));
  }

  /** Log files of a run: `<attempt>.log`. */
  logs(run: string): string {
    return this.#below('logs', run);
  }

  /** `$PAGODA_OUTPUT_DIR` of a run. */
  results(project: string, run: string): string {
    return this.#below('results', project, run);
  }

  /** Files of a volume. */
  volume(project: string, volume: string): string {
    return this.#below('volumes', project, volume);
  }

  /** Known checksums of files; they can be computed again. */
  get checksums(): string {
    return resolve(this.root, 'checksums.txt');
  }

  /** The encryption key that is generated where none is configured. */
  get encryptionKey(): string {
    return resolve(this.root, 'encryption-key.json');
  }

  /** Names come from validated requests; this is the second lock on the same door. */
  #below(...names: string[]): string {
    for (const name of names) {
      if (!/^[A-Za-z0-9]([A-Za-z0-9-]*)$/.test(name)) {
        throw new Error(`'${name}' cannot be a directory's name`);
      }
    }
    return resolve(this.root, ...names);
  }
}
