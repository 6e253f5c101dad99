import {
  createBackendModule,
  type BackendFeature,
} from '@backstage/backend-plugin-api';
import type { JsonObject } from '@backstage/types';
import {
  PlayedCloud,
  PlayedCloudReader,
  PlayedProvisioner,
} from '@pagoda/plugin-pagoda-backend/src/clusters/provisioning/PlayedCloud';
import { provisionersExtensionPoint } from '@pagoda/plugin-pagoda-backend/src/provisioners/extensionPoint';

/** The configuration of a Rancher `ranch` with machines of `campus`. */
export const PLAYED_CLOUDS: JsonObject = {
  provisioning: { pollSeconds: 0.1 },
  clouds: {
    openstack: [
      {
        ...{ name: 'campus', authUrl: 'http://127.0.0.1:1' },
        applicationCredential: { id: 'id', secret: 'not-to-be-seen' },
      },
    ],
    rancher: [
      {
        ...{ name: 'ranch', title: 'Ranch', token: 'not-to-be-seen' },
        ...{ url: 'http://127.0.0.1:1/', openstack: 'campus' },
      },
    ],
  },
};

/** Plays the clouds of {@link PLAYED_CLOUDS}: the cloud behind both, and what brings it into a portal. */
export function playClouds(): { cloud: PlayedCloud; feature: BackendFeature } {
  const cloud = new PlayedCloud();
  const feature = createBackendModule({
    ...{ pluginId: 'pagoda', moduleId: 'played-cloud' },
    register(env) {
      env.registerInit({
        deps: { provisioners: provisionersExtensionPoint },
        async init({ provisioners }) {
          const reader = () => new PlayedCloudReader(cloud);
          provisioners.setCloudReader('openstack', reader);
          provisioners.setCloudReader('rancher', reader);
          provisioners.addProvisioner(() => new PlayedProvisioner(cloud));
        },
      });
    },
  });
  return { cloud, feature };
}
