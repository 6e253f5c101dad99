import type { ProvisionedCluster, ProvisionerMemory } from '../types';

/** A certificate of the portal's own in a cluster, PEM; secret. */
export interface PortalCertificate {
  ca: string;
  certificate: string;
  key: string;
}

/** What is kept of a cluster of Magnum's. Times are in milliseconds since 1970. */
export interface MagnumNotes {
  /** When Magnum was asked to make it: it may exist since then. */
  began?: number;
  /** The generation of the plan that it was made from. */
  generation?: number;
  /** Its uuid in Magnum. */
  id?: string;
  /** Whether Magnum has ever shown it: it does so a moment after it has accepted it. */
  seen?: boolean;
  /** It has failed, and is deleted to be made anew. */
  replacing?: boolean;
  /** The template that the plan names, and its uuid. */
  template?: { wanted: string; id: string };
  /** Names of the node groups that PAGoDA has made. */
  groups?: string[];
  /** The last change that was asked for. */
  attempt?: { what: string; at: number };
  certificate?: PortalCertificate;
  /** What of the last operation was asked for. */
  operation?: { id: string; begun: string[]; at: number };
  /** When its deletion was asked for, first and last. */
  deletion?: { first: number; last: number };
}

/** Notes that are durable when {@link Notes.save} resolves. */
export class Notes {
  readonly #memory: ProvisionerMemory;
  #notes: MagnumNotes;

  constructor(cluster: ProvisionedCluster, memory: ProvisionerMemory) {
    this.#memory = memory;
    this.#notes = { ...cluster.memory };
  }

  get all(): MagnumNotes {
    return this.#notes;
  }

  /** Writes what is new; `undefined` forgets a key. */
  async save(patch: MagnumNotes): Promise<void> {
    const isNew = Object.entries(patch).some(
      ([key, value]) =>
        JSON.stringify(value) !==
        JSON.stringify(this.#notes[key as keyof MagnumNotes]),
    );
    if (isNew) {
      await this.#memory.save({ ...patch });
      this.#notes = { ...this.#notes, ...patch };
    }
  }
}
