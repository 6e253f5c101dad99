import type { CloudOffers, QuotaItem } from '@pagoda/plugin-pagoda-common';

/** What is offered in a cloud, without when it was read. */
export type OfferLists = Omit<CloudOffers, 'observedAt'>;

/** How a cloud is. */
export interface CloudHealth {
  phase: 'Ready' | 'Degraded';
  /** Such as `Answers`. */
  reason: string;
  message: string;
}

/** Reads one cloud; each kind of cloud has one. All its methods ask the cloud, and reject when it does not answer. */
export interface CloudReader {
  /** As cheap as can be: whether it answers, and what of it is missing. */
  health(): Promise<CloudHealth>;
  offers(): Promise<OfferLists>;
  /** Of the account that PAGoDA has there. */
  quota(): Promise<QuotaItem[]>;
  /** What an error of the cloud means, and what to do. */
  describeError(error: unknown): { reason: string; message: string };
}

/** Nothing is offered. */
export const NO_OFFERS: OfferLists = {
  flavors: [],
  images: [],
  networks: [],
  zones: [],
  volumeTypes: [],
  securityGroups: [],
  keypairs: [],
  clusterTemplates: [],
  versions: [],
};
