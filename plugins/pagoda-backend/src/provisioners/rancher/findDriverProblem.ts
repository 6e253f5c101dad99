import type { KubernetesClient } from '../../clients/kubernetes/KubernetesClient';
import { KubernetesError } from '../../clients/kubernetes/KubernetesError';
import { configsPath, managementPath } from './paths';

/** Why Rancher can't make machines in OpenStack, and what to do. */
export interface DriverProblem {
  message: string;
  advice: string;
}

const ACTIVATE =
  'An administrator of Rancher activates it: Cluster Management, Drivers, Node Drivers, OpenStack, Activate; or `kubectl patch nodedrivers.management.cattle.io openstack --type merge -p \'{"spec":{"active":true}}\'`.';

/**
 * Rancher ships the node driver for OpenStack inactive, and then has no descriptions of its machines at all: the API answers
 * 404 for them.
 *
 * @returns `undefined` when machines can be described
 */
export async function findDriverProblem(
  client: KubernetesClient,
  namespace: string,
): Promise<DriverProblem | undefined> {
  try {
    await client.list(configsPath({ namespace }), { limit: 1 });
    return undefined;
  } catch (error) {
    if (!isMissing(error)) {
      throw error;
    }
  }
  return explain(client);
}

/** Whether an error says that there are no descriptions of machines. */
export function isMissing(error: unknown): boolean {
  return error instanceof KubernetesError && error.status === 404;
}

async function explain(client: KubernetesClient): Promise<DriverProblem> {
  try {
    const driver = await client.find<{ spec?: { active?: boolean } }>(
      managementPath('nodedrivers', 'openstack'),
    );
    if (!driver) {
      return {
        message: 'Rancher has no node driver for OpenStack',
        advice:
          'An administrator of Rancher adds the built-in one again: Cluster Management, Drivers, Node Drivers.',
      };
    }
    if (driver.spec?.active) {
      return {
        message:
          "Rancher's node driver for OpenStack is active, but its machines cannot be described yet",
        advice:
          'Wait a minute; if it stays so, an administrator of Rancher deactivates the node driver and activates it again.',
      };
    }
  } catch (error) {
    if (!(error instanceof KubernetesError && error.status === 403)) {
      throw error;
    }
  }
  return {
    message: "Rancher's node driver for OpenStack is not active",
    advice: ACTIVATE,
  };
}
