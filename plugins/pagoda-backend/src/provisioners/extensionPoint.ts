import { createExtensionPoint } from '@backstage/backend-plugin-api';
import type { Cloud } from '@pagoda/plugin-pagoda-common';
import type { Clouds } from '../clouds/Clouds';
import type { CloudSettings } from '../clouds/CloudSettings';
import type { CloudReader, OfferLists } from '../clouds/types';
import type { ClusterProvisioner } from './types';

/** What provisioners are made with. */
export interface ProvisionerContext {
  /** The clouds of the configuration, and a client of each. */
  clouds: Clouds;
  /** By what this portal is told from others that use the same cloud: a label's value. */
  portal: string;
  /** What a cloud offers, as it was last read; of a Rancher the versions alone. Rejects with 404 for a cloud that there is not. */
  offers: (cloud: string) => Promise<OfferLists>;
}

/** Makes a provisioner. */
export type CreateProvisioner = (
  context: ProvisionerContext,
) => ClusterProvisioner;

/** Where modules add to what makes clusters. */
export interface ProvisionersExtensionPoint {
  /** Adds a provisioner; in place of one of the same name. */
  addProvisioner(create: CreateProvisioner): void;
  /** Reads clouds of a kind in place of what usually does. */
  setCloudReader(
    kind: Cloud['kind'],
    create: (cloud: CloudSettings) => CloudReader,
  ): void;
}

/** For backend modules of `pagoda` that bring a provisioner of their own; see docs/provisioners.md. */
export const provisionersExtensionPoint =
  createExtensionPoint<ProvisionersExtensionPoint>({
    id: 'pagoda.provisioners',
  });
