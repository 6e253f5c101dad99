import type { LoggerService } from '@backstage/backend-plugin-api';
import { toError } from '@backstage/errors';

/** Executes the runs of one cluster. */
export interface Runner {
  start(): void;
  stop(): Promise<void>;
}

/** What {@link ClusterRunners} needs. */
export interface ClusterRunnersOptions {
  connections: {
    names(): Promise<string[]>;
    onChange(listener: (cluster: string) => void): () => void;
  };
  /** Makes the runner of a cluster by its connection as it is now. */
  create: (cluster: string) => Promise<Runner>;
  logger: LoggerService;
}

/** Clusters are looked for so often, even if nobody tells of any, in milliseconds. */
const FULL_PASS = 30_000;

/** Has each imported cluster's runs executed, from when it is imported until it is removed. */
export class ClusterRunners {
  readonly #options: ClusterRunnersOptions;
  readonly #runners = new Map<string, Runner>();
  /** Clusters whose connection is another than their runner's. */
  readonly #changed = new Set<string>();
  #work: Promise<void> = Promise.resolve();
  #timer?: NodeJS.Timeout;
  #unsubscribe?: () => void;
  #stopped = false;

  constructor(options: ClusterRunnersOptions) {
    this.#options = options;
  }

  start(): void {
    this.#unsubscribe = this.#options.connections.onChange(cluster => {
      this.#changed.add(cluster);
      this.#schedule();
    });
    this.#timer = setInterval(() => this.#schedule(), FULL_PASS).unref();
    this.#schedule();
  }

  /** Stops deciding; what runs goes on. */
  async stop(): Promise<void> {
    this.#stopped = true;
    clearInterval(this.#timer);
    this.#unsubscribe?.();
    await this.#work;
    await Promise.all([...this.#runners.keys()].map(name => this.#end(name)));
  }

  #schedule(): void {
    this.#work = this.#work.then(async () => {
      try {
        await this.#pass();
      } catch (error) {
        this.#options.logger.error(
          'Clusters were not looked for; it is tried again',
          toError(error),
        );
      }
    });
  }

  async #pass(): Promise<void> {
    if (this.#stopped) {
      return;
    }
    const { connections, create, logger } = this.#options;
    const changed = [...this.#changed];
    this.#changed.clear();
    const names = await connections.names();
    for (const name of this.#runners.keys()) {
      if (!names.includes(name) || changed.includes(name)) {
        await this.#end(name);
      }
    }
    for (const name of names) {
      if (!this.#runners.has(name)) {
        try {
          const runner = await create(name);
          this.#runners.set(name, runner);
          runner.start();
        } catch (error) {
          logger.error(
            `Runs of cluster '${name}' are not executed for now`,
            toError(error),
          );
        }
      }
    }
  }

  async #end(name: string): Promise<void> {
    const runner = this.#runners.get(name);
    this.#runners.delete(name);
    await runner?.stop();
  }
}
