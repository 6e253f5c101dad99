import type { Event } from 'kubernetes-types/core/v1';
import type { KubernetesClient } from '../../clients/kubernetes/KubernetesClient';
import type { SeenEvent } from './findProblem';

/** The same object is not asked for again sooner, in milliseconds. */
const FRESH = 2_000;
/** Events of one object that are read. */
const LIMIT = 50;

/**
 * Reads the events of single objects, when something is wrong with them. Events are many and short-lived, so they are not
 * watched.
 */
export class EventReader {
  readonly #client: KubernetesClient;
  readonly #known = new Map<string, { at: number; events: SeenEvent[] }>();

  constructor(client: KubernetesClient) {
    this.#client = client;
  }

  /** Oldest first. What cannot be read now is as if it were not there: the next look tries again. */
  async of(namespace: string, uid: string): Promise<SeenEvent[]> {
    const known = this.#known.get(uid);
    if (known && Date.now() - known.at < FRESH) {
      return known.events;
    }
    const { items } = await this.#client.list<Event>(
      { resource: 'events', namespace },
      { fieldSelector: `involvedObject.uid=${uid}`, limit: LIMIT },
    );
    const events = items
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
    this.#known.set(uid, { at: Date.now(), events });
    return events;
  }

  forget(uid: string): void {
    this.#known.delete(uid);
  }
}
