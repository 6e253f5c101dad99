import type {
  OpenStackSettings,
  RancherSettings,
} from '../../clouds/CloudSettings';
import type { OfferLists } from '../../clouds/types';
import type { RancherClient } from '../../clients/rancher/RancherClient';
import { RancherFeatures } from './RancherFeatures';

/** Where the Ranchers of the configuration are found. */
export interface RancherSitesOptions {
  clouds: {
    /** @throws Error where there is none */
    rancherSettings(name: string): RancherSettings;
    /** The OpenStack behind a Rancher. */
    openstackOf(name: string): OpenStackSettings;
    /** The client of a Rancher, which is kept by who gives it. */
    rancher(name: string): RancherClient;
  };
  /** What an OpenStack offers. */
  offers: (openstack: string) => Promise<OfferLists>;
}

/** One Rancher, with all that is needed to make clusters there. */
export interface RancherSite {
  settings: RancherSettings;
  client: RancherClient;
  features: RancherFeatures;
  /** Where its clusters are. */
  namespace: string;
  /** Where its machines come from. */
  openstack: OpenStackSettings;
  /** Of Kubernetes, that may be had. */
  versions: readonly string[];
  offers: () => Promise<OfferLists>;
}

/** The Ranchers by name. */
export class RancherSites {
  readonly #options: RancherSitesOptions;
  readonly #features = new WeakMap<RancherClient, RancherFeatures>();

  constructor(options: RancherSitesOptions) {
    this.#options = options;
  }

  /** @throws Error where there is no Rancher of that name */
  get(name: string): RancherSite {
    const { clouds, offers } = this.#options;
    const settings = clouds.rancherSettings(name);
    const client = clouds.rancher(name);
    const openstack = clouds.openstackOf(name);
    let features = this.#features.get(client);
    if (!features) {
      features = new RancherFeatures(client.kubernetes);
      this.#features.set(client, features);
    }
    return {
      ...{ settings, client, features, openstack },
      namespace: settings.namespace,
      versions: settings.versions,
      offers: () => offers(openstack.name),
    };
  }
}
