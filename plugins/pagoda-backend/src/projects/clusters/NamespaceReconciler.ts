import type { LoggerService } from '@backstage/backend-plugin-api';
import { toError } from '@backstage/errors';
import { onEntityChange } from '../../database/entityChanges';
import {
  ClusterNamespaceReconciler,
  type ClusterNamespaceOptions,
} from './ClusterNamespaceReconciler';

/** How often it is looked for clusters that have namespaces, in milliseconds. */
const INTERVAL = 5_000;
/** Changes that come together are looked at together, in milliseconds. */
const SETTLE = 100;

/** What {@link NamespaceReconciler} needs. */
export interface NamespaceReconcilerOptions extends Omit<
  ClusterNamespaceOptions,
  'cluster' | 'clusters'
> {
  clusters: ClusterNamespaceOptions['clusters'] & {
    /** Of the clusters that have a connection. */
    names(): Promise<string[]>;
    onChange(listener: (cluster: string) => void): () => void;
  };
  logger: LoggerService;
}

/** Keeps projects' namespaces as they are wanted, on each cluster by itself: one that does not answer holds up no other. */
export class NamespaceReconciler {
  readonly #options: NamespaceReconcilerOptions;
  readonly #clusters = new Map<string, ClusterNamespaceReconciler>();
  #timer?: NodeJS.Timeout;
  #looking?: Promise<void>;
  #stopped = false;
  #unsubscribe: (() => void)[] = [];

  constructor(options: NamespaceReconcilerOptions) {
    this.#options = options;
  }

  start(): void {
    const wake = () => this.#plan(SETTLE);
    this.#unsubscribe = [
      onEntityChange(wake),
      this.#options.clusters.onChange(wake),
    ];
    this.#plan(0);
  }

  /** Ends watching and looking; resolves when nothing goes on any more. */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.#unsubscribe.forEach(unsubscribe => unsubscribe());
    clearTimeout(this.#timer);
    await this.#looking;
    await Promise.all([...this.#clusters.values()].map(each => each.stop()));
  }

  #plan(delay: number): void {
    clearTimeout(this.#timer);
    if (!this.#stopped) {
      this.#timer = setTimeout(() => {
        this.#looking = (this.#looking ?? Promise.resolve())
          .then(() => this.#look())
          .catch(error =>
            this.#options.logger.error(
              'Looking for namespaces failed',
              toError(error),
            ),
          );
        this.#plan(INTERVAL);
      }, delay).unref();
    }
  }

  async #look(): Promise<void> {
    const { store, clusters } = this.#options;
    const names = await store.clusters();
    const connected = await clusters.names();
    for (const name of names) {
      if (!connected.includes(name)) {
        // Nobody can do anything there any more.
        await store.deleteOfCluster(name);
      } else if (!this.#stopped) {
        const known = this.#clusters.get(name);
        const reconciler =
          known ??
          new ClusterNamespaceReconciler({ ...this.#options, cluster: name });
        this.#clusters.set(name, reconciler);
        reconciler.wake();
      }
    }
    for (const [name, reconciler] of this.#clusters) {
      if (!names.includes(name) || !connected.includes(name)) {
        this.#clusters.delete(name);
        await reconciler.stop();
      }
    }
  }
}
