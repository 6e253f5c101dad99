import type { ProvisionedCluster, ProvisionerMemory } from '../types';

/** What is kept of a cluster of Rancher's. */
export interface RancherNotes {
  /** Since when objects of it may exist in Rancher, in milliseconds since 1970. */
  began?: number;
  /** `metadata.uid` of the cluster in Rancher, once it was seen. */
  uid?: string;
  /** Of the management cluster, such as `c-m-abcdefgh`. */
  id?: string;
  /** Of what the cluster was told of its cloud: to see when the configuration has something else. */
  credentials?: string;
  /** When it could be used for the first time, in milliseconds since 1970. */
  usableAt?: number;
  /** Names of machines that it has or has had. */
  machines?: string[];
  /** What its removal waits for, and since when, in milliseconds since 1970. */
  removal?: { message: string; since: number };
  /** What was begun for the last operation. */
  operation?: { id: string; generation?: number; object?: string };
}

/** So many names of machines are kept. */
const MACHINES = 500;

/** Notes that are durable when {@link Notes.save} resolves. */
export class Notes {
  readonly #memory: ProvisionerMemory;
  #notes: RancherNotes;

  constructor(cluster: ProvisionedCluster, memory: ProvisionerMemory) {
    this.#memory = memory;
    this.#notes = { ...cluster.memory };
  }

  get all(): RancherNotes {
    return this.#notes;
  }

  /** Writes what is new. */
  async save(patch: RancherNotes): Promise<void> {
    const isNew = Object.entries(patch).some(
      ([key, value]) =>
        JSON.stringify(value) !==
        JSON.stringify(this.#notes[key as keyof RancherNotes]),
    );
    if (isNew) {
      await this.#memory.save({ ...patch });
      this.#notes = { ...this.#notes, ...patch };
    }
  }

  /** Keeps the names of machines, those that were seen last. */
  async seeMachines(names: readonly string[]): Promise<void> {
    const { machines = [] } = this.#notes;
    const isNew = names.filter(name => !machines.includes(name));
    if (isNew.length > 0) {
      await this.save({ machines: [...machines, ...isNew].slice(-MACHINES) });
    }
  }
}
