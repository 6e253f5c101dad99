import type { QuotaItem } from '@pagoda/plugin-pagoda-common';
import type { RancherClient } from '../../clients/rancher/RancherClient';
import type { RancherSettings } from '../CloudSettings';
import {
  NO_OFFERS,
  type CloudHealth,
  type CloudReader,
  type OfferLists,
} from '../types';
import { describeRancherError } from './describeRancherError';

interface NodeDriver {
  spec?: { active?: boolean };
}

const DRIVER = {
  ...{ group: 'management.cattle.io', version: 'v3' },
  ...{ resource: 'nodedrivers', name: 'openstack' },
};

/** Reads a Rancher. What its machines are made of is offered by the cloud behind it, which has a reader of its own. */
export class RancherCloudReader implements CloudReader {
  readonly #client: () => RancherClient;
  readonly #settings: RancherSettings;

  constructor(settings: RancherSettings, client: () => RancherClient) {
    this.#settings = settings;
    this.#client = client;
  }

  async health(): Promise<CloudHealth> {
    const { kubernetes } = this.#client();
    const { gitVersion } = await kubernetes.version();
    const driver = await kubernetes.find<NodeDriver>(DRIVER);
    return driver?.spec?.active
      ? {
          ...{ phase: 'Ready', reason: 'Answers' },
          message: `Rancher answers; its Kubernetes is ${gitVersion}.`,
        }
      : {
          ...{ phase: 'Degraded', reason: 'NodeDriverInactive' },
          message:
            'Rancher can make no clusters in OpenStack, for its node driver OpenStack is not active: activate it under Cluster Management, Drivers, Node Drivers.',
        };
  }

  async offers(): Promise<OfferLists> {
    return { ...NO_OFFERS, versions: this.#settings.versions };
  }

  /** It has none of its own. */
  async quota(): Promise<QuotaItem[]> {
    return [];
  }

  describeError(error: unknown): { reason: string; message: string } {
    return describeRancherError(error);
  }
}
