import type { Lease, Leases } from '../database/Leases';

/** A lease that is got, renewed in time, and known to be lost when it could not be. */
export class HeldLease {
  readonly #leases: Leases;
  readonly #name: string;
  readonly #force: boolean;
  #lease?: Lease;
  /** In milliseconds since 1970. */
  #until = 0;

  /**
   * @param options - `force`: take it at first from whoever has it
   */
  constructor(leases: Leases, options: { name: string; force: boolean }) {
    this.#leases = leases;
    this.#name = options.name;
    this.#force = options.force;
  }

  /** Gets the lease, or renews it when a third of its time is over; false while another process has it. */
  async keep(): Promise<boolean> {
    const now = Date.now();
    const { duration } = this.#leases;
    if (this.#lease && now < this.#until - (duration * 2) / 3) {
      return true;
    }
    this.#lease = await this.#leases.acquire(
      this.#name,
      this.#force && !this.#lease,
    );
    // Counted from before the request, so that we stop before another may begin.
    this.#until = now + duration;
    return this.#lease !== undefined;
  }

  /** Whether this process may still act. */
  isHeld(): boolean {
    return this.#lease !== undefined && Date.now() < this.#until;
  }

  /** How often it has changed hands; `undefined` while it is not held. */
  get term(): number | undefined {
    return this.isHeld() ? this.#lease?.term : undefined;
  }

  async release(): Promise<void> {
    if (this.#lease) {
      await this.#leases.release(this.#lease.name);
      this.#lease = undefined;
    }
  }
}
