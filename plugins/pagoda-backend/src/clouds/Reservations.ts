import type { Demand } from '../provisioners/types';

/** What was promised in an OpenStack to what is being made there, and that it does not count yet. */
export type ReservationSource = (openstack: string) => Promise<Demand[]>;

/** Brings together what was promised in clouds, whoever did: nothing is promised twice. */
export class Reservations {
  readonly #sources: ReservationSource[] = [];

  add(source: ReservationSource): void {
    this.#sources.push(source);
  }

  /** @param openstack - name of the cloud whose quota it is taken from */
  async of(openstack: string): Promise<Demand[]> {
    const parts = await Promise.all(
      this.#sources.map(source => source(openstack)),
    );
    return parts.flat();
  }
}
