import type { OpenStackClient } from '../../clients/openstack/OpenStackClient';
import type { Clouds } from '../../clouds/Clouds';
import type { OpenStackSettings } from '../../clouds/CloudSettings';
import type { OfferLists } from '../../clouds/types';

/** A cloud in which Magnum makes clusters. */
export interface MagnumSite {
  settings: OpenStackSettings;
  client: OpenStackClient;
  /** What the cloud offers, as it was last read. */
  offers(): Promise<OfferLists>;
}

/** Finds the cloud of a plan. */
export class MagnumSites {
  readonly #clouds: Clouds;
  readonly #offers: (cloud: string) => Promise<OfferLists>;

  constructor(options: {
    clouds: Clouds;
    offers: (cloud: string) => Promise<OfferLists>;
  }) {
    this.#clouds = options.clouds;
    this.#offers = options.offers;
  }

  /** @throws ApiError 404 `CloudNotFound` */
  get(cloud: string): MagnumSite {
    return {
      settings: this.#clouds.openstackSettings(cloud),
      client: this.#clouds.openstack(cloud),
      offers: () => this.#offers(cloud),
    };
  }
}
