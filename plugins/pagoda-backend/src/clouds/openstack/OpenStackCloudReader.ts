import type { QuotaItem } from '@pagoda/plugin-pagoda-common';
import type { OpenStackClient } from '../../clients/openstack/OpenStackClient';
import type { CloudHealth, CloudReader, OfferLists } from '../types';
import { describeOpenStackError } from './describeOpenStackError';
import { readOffers } from './readOffers';
import { readQuota } from './readQuota';

/** Reads an OpenStack. */
export class OpenStackCloudReader implements CloudReader {
  readonly #client: () => OpenStackClient;

  constructor(client: () => OpenStackClient) {
    this.#client = client;
  }

  /** Asks Keystone, Nova, Cinder and Neutron for little. */
  async health(): Promise<CloudHealth> {
    const client = this.#client();
    await client.compute.availabilityZones();
    await client.blockStorage.availabilityZones();
    await client.network.quotas();
    return {
      phase: 'Ready',
      reason: 'Answers',
      message: 'Compute, block storage and network answer.',
    };
  }

  offers(): Promise<OfferLists> {
    return readOffers(this.#client());
  }

  quota(): Promise<QuotaItem[]> {
    return readQuota(this.#client());
  }

  describeError(error: unknown): { reason: string; message: string } {
    return describeOpenStackError(error);
  }
}
