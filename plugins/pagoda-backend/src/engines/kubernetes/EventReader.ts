import { setTimeout as sleep } from 'node:timers/promises';
import type { Event } from 'kubernetes-types/core/v1';
import type { KubernetesClient } from '../../clients/kubernetes/KubernetesClient';
import type { SeenEvent } from './findProblem';

/** The same object is not read again sooner, in milliseconds. */
const FRESH = 2_000;
/** What nobody has asked for so long is not read any more, and is forgotten, in milliseconds. */
const WANTED = 10_000;
/** Events of one object that are read. */
const LIMIT = 50;

interface Known {
  namespace: string;
  askedAt: number;
  readAt?: number;
  events?: SeenEvent[];
}

/**
 * Reads the events of single objects, when something is wrong with them. Events are many and short-lived, so they are not
 * watched; and the API server looks through all of a namespace for those of one object, so they are read one after the
 * other and no more than half of the time: when thousands of pods start at once, nobody waits for this.
 */
export class EventReader {
  readonly #client: KubernetesClient;
  readonly #known = new Map<string, Known>();
  #reading = false;

  constructor(client: KubernetesClient) {
    this.#client = client;
  }

  /** What is known by now, oldest first; `undefined` before the first reading: a later look knows more. */
  of(namespace: string, uid: string): SeenEvent[] | undefined {
    const known: Known = this.#known.get(uid) ?? { namespace, askedAt: 0 };
    known.askedAt = Date.now();
    this.#known.set(uid, known);
    if (!this.#reading) {
      this.#reading = true;
      this.#readWanted().finally(() => {
        this.#reading = false;
      });
    }
    return known.events;
  }

  /** Reads until nobody asks any more. */
  async #readWanted(): Promise<void> {
    for (;;) {
      const next = this.#next();
      if (!next) {
        return;
      }
      const [uid, known] = next;
      const begun = Date.now();
      try {
        known.events = await this.#read(known.namespace, uid);
      } catch {
        // As if there were none: the cluster's watches tell that it cannot be reached, and the next look tries again.
      }
      known.readAt = Date.now();
      await sleep(known.readAt - begun, undefined, { ref: false });
    }
  }

  /** The one that was read the longest time ago, or never. */
  #next(): [string, Known] | undefined {
    const now = Date.now();
    let next: [string, Known] | undefined;
    for (const [uid, known] of this.#known) {
      if (now - known.askedAt > WANTED) {
        this.#known.delete(uid);
      } else if (
        now - (known.readAt ?? 0) > FRESH &&
        (!next || (known.readAt ?? 0) < (next[1].readAt ?? 0))
      ) {
        next = [uid, known];
      }
    }
    return next;
  }

  async #read(namespace: string, uid: string): Promise<SeenEvent[]> {
    const { items } = await this.#client.list<Event>(
      { resource: 'events', namespace },
      { fieldSelector: `involvedObject.uid=${uid}`, limit: LIMIT },
    );
    return items
      .map(event => ({
        reason: event.reason ?? '',
        message: event.message ?? '',
        type: event.type ?? '',
        time:
          event.lastTimestamp ??
          event.eventTime ??
          event.metadata.creationTimestamp,
      }))
      .sort((a, b) => Date.parse(a.time ?? '') - Date.parse(b.time ?? ''));
  }
}
