import { setTimeout as sleep } from 'node:timers/promises';
import type { KubernetesClient } from './KubernetesClient';
import { KubernetesError } from './KubernetesError';
import type { ResourcePath } from './ResourcePath';

/** What {@link Reflector} needs. */
export interface ReflectorOptions<T, Trimmed> {
  client: Pick<KubernetesClient, 'list' | 'watch'>;
  /** A collection. */
  path: ResourcePath;
  labelSelector?: string;
  /** Keeps of an object what is needed: there may be tens of thousands. */
  project: (object: T) => Trimmed;
  signal: AbortSignal;
}

/** Called with `namespace/name` (or the name alone), what is there now, and what was there before. */
export type ReflectorListener<Trimmed> = (
  key: string,
  now: Trimmed | undefined,
  before: Trimmed | undefined,
) => void;

interface Meta {
  metadata?: { name?: string; namespace?: string; resourceVersion?: string };
}

interface StatusObject {
  code?: number;
  message?: string;
  reason?: string;
}

const PAGE = 500;
/** A watch is asked to end after so many seconds, at random within, so that not all end at once. */
const WATCH_SECONDS = [240, 300] as const;
/** A watch that says nothing so much longer than asked is dead, in milliseconds. */
const WATCHDOG = 30_000;
const SHORTEST_WAIT = 1_000;
const LONGEST_WAIT = 30_000;

/**
 * Keeps a copy of one kind of object of a cluster: reads all by pages, then watches from there; goes on after breaks, and
 * reads all again when the server no longer knows where it was (410). See "Efficient detection of changes" in the
 * Kubernetes API concepts.
 */
export class Reflector<T, Trimmed> {
  readonly items = new Map<string, Trimmed>();
  readonly #options: ReflectorOptions<T, Trimmed>;
  readonly #listeners = new Set<ReflectorListener<Trimmed>>();
  readonly #synced: Promise<void>;
  #resolveSynced: () => void = () => {};
  /** Where to go on from; kept through breaks, so that nothing that was seen comes again as if it were new. */
  #version?: string;
  #started = false;
  #isSynced = false;
  #lastContact = new Date(0);
  #failure?: { error: Error; since: Date };

  constructor(options: ReflectorOptions<T, Trimmed>) {
    this.#options = options;
    this.#synced = new Promise(resolve => {
      this.#resolveSynced = resolve;
    });
  }

  /** Begins; called again, it does nothing. Ends with the signal. */
  start(): void {
    if (!this.#started) {
      this.#started = true;
      void this.#run();
    }
  }

  /** Resolves when everything was read once. */
  synced(): Promise<void> {
    this.start();
    return this.#synced;
  }

  get isSynced(): boolean {
    return this.#isSynced;
  }

  /** When the server last said something. */
  get lastContact(): Date {
    return this.#lastContact;
  }

  /** What keeps it from going on, and since when; `undefined` while nothing does. */
  get failure(): { error: Error; since: Date } | undefined {
    return this.#failure;
  }

  /** Returns the unsubscription. */
  onChange(listener: ReflectorListener<Trimmed>): () => void {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  }

  async #run(): Promise<void> {
    const { signal } = this.#options;
    let failures = 0;
    while (!signal.aborted) {
      try {
        this.#version ??= await this.#list();
        const began = Date.now();
        await this.#watch(this.#version);
        failures = 0;
        if (Date.now() - began < SHORTEST_WAIT) {
          // Ended at once: something in between does not let watches be.
          await this.#pause(SHORTEST_WAIT);
        }
      } catch (error) {
        if (signal.aborted) {
          return;
        }
        if (error instanceof KubernetesError && error.status === 410) {
          this.#version = undefined;
          await this.#pause(SHORTEST_WAIT * Math.random());
          continue;
        }
        failures += 1;
        this.#failure = {
          error: error as Error,
          since: this.#failure?.since ?? new Date(),
        };
        await this.#pause(waitAfter(error, failures));
      }
    }
  }

  async #list(): Promise<string> {
    const { client, path, labelSelector, project } = this.#options;
    const found = new Map<string, Trimmed>();
    let next: string | undefined;
    let version = '';
    do {
      const page = await client.list<T & Meta>(path, {
        limit: PAGE,
        labelSelector,
        continue: next,
      });
      for (const object of page.items) {
        found.set(keyOf(object), project(object));
      }
      version = page.metadata.resourceVersion ?? '';
      next = page.metadata.continue || undefined;
      this.#contact();
    } while (next !== undefined);
    for (const [key, before] of [...this.items]) {
      if (!found.has(key)) {
        this.items.delete(key);
        this.#tell(key, undefined, before);
      }
    }
    for (const [key, object] of found) {
      const before = this.items.get(key);
      this.items.set(key, object);
      this.#tell(key, object, before);
    }
    this.#isSynced = true;
    this.#resolveSynced();
    return version;
  }

  /** Until the server ends the watch. */
  async #watch(from: string): Promise<void> {
    const { client, path, labelSelector, signal } = this.#options;
    const [least, most] = WATCH_SECONDS;
    const timeoutSeconds = Math.round(least + Math.random() * (most - least));
    const dead = new AbortController();
    const watchdog = setTimeout(
      () =>
        dead.abort(
          new KubernetesError('The watch has gone silent', { status: 0 }),
        ),
      timeoutSeconds * 1000 + WATCHDOG,
    );
    try {
      const events = client.watch<T & Meta>(path, {
        resourceVersion: from,
        labelSelector,
        allowWatchBookmarks: true,
        timeoutSeconds,
        signal: AbortSignal.any([signal, dead.signal]),
      });
      for await (const { type, object } of events) {
        this.#contact();
        if (type === 'ERROR') {
          throw toError(object as StatusObject);
        }
        this.#version = object.metadata?.resourceVersion ?? this.#version;
        if (type !== 'BOOKMARK') {
          this.#apply(type === 'DELETED', object);
        }
      }
      this.#contact();
    } finally {
      clearTimeout(watchdog);
    }
  }

  #apply(deleted: boolean, object: T & Meta): void {
    const key = keyOf(object);
    const before = this.items.get(key);
    if (deleted) {
      this.items.delete(key);
      // As it was at its end, which may be more than was known.
      this.#tell(key, undefined, this.#options.project(object));
      return;
    }
    const now = this.#options.project(object);
    this.items.set(key, now);
    this.#tell(key, now, before);
  }

  #tell(
    key: string,
    now: Trimmed | undefined,
    before: Trimmed | undefined,
  ): void {
    for (const listener of this.#listeners) {
      listener(key, now, before);
    }
  }

  #contact(): void {
    this.#lastContact = new Date();
    this.#failure = undefined;
  }

  async #pause(milliseconds: number): Promise<void> {
    await sleep(milliseconds, undefined, {
      signal: this.#options.signal,
      ref: false,
    }).catch(() => {
      // Aborted: the loop looks at the signal.
    });
  }
}

function keyOf({ metadata }: Meta): string {
  const { name = '', namespace } = metadata ?? {};
  return namespace === undefined ? name : `${namespace}/${name}`;
}

function toError({ code, message, reason }: StatusObject): KubernetesError {
  return new KubernetesError(`The watch failed: ${message ?? reason}`, {
    status: code ?? 500,
    reason,
  });
}

/** Twice as long after each failure, with jitter; as long as the server asks for where it does. */
function waitAfter(error: unknown, failures: number): number {
  const asked =
    error instanceof KubernetesError ? error.retryAfterSeconds : undefined;
  if (asked !== undefined) {
    return asked * 1000 * (1 + Math.random() / 4);
  }
  const wait = Math.min(SHORTEST_WAIT * 2 ** (failures - 1), LONGEST_WAIT);
  return wait * (0.75 + Math.random() / 2);
}
