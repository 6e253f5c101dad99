import type { CreateProvisioner } from '../extensionPoint';
import { RancherProvisioner } from './RancherProvisioner';

/** The provisioner of all Ranchers of the configuration. */
export const createRancherProvisioner: CreateProvisioner = ({
  clouds,
  portal,
  offers,
}) =>
  new RancherProvisioner({
    ...{ clouds, portal, offers },
    findServers: async (openstack, names) => {
      const wanted = new Set(names);
      const found: string[] = [];
      for await (const { name } of clouds
        .openstack(openstack)
        .compute.servers()) {
        if (wanted.has(name)) {
          found.push(name);
        }
      }
      return found;
    },
  });
