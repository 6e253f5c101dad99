import type { Quota } from '@pagoda/plugin-pagoda-common';
import type { ObjectMeta } from 'kubernetes-types/meta/v1';
import type { ResourcePath } from '../../clients/kubernetes/ResourcePath';
import type { SecretValues } from '../secrets/types';
import { buildLimitRange } from './buildLimitRange';
import { buildNetworkPolicies } from './buildNetworkPolicies';
import { buildResourceQuota } from './buildResourceQuota';
import { buildSecret } from './buildSecret';
import { buildServiceAccount } from './buildServiceAccount';
import type { KubernetesSettings } from './kubernetesSettings';

/** An object of a cluster, of whatever kind. */
export interface ClusterObject {
  apiVersion?: string;
  kind?: string;
  metadata?: ObjectMeta;
}

/** An object that is wanted, and where. */
export interface WantedObject {
  path: ResourcePath & { name: string };
  body: ClusterObject;
}

/** What a project is to have in its namespace. */
export interface WantedProject {
  namespace: string;
  project: string;
  settings: KubernetesSettings;
  quota: Quota;
  /** Storage of results, which is no part of the quota, in bytes. */
  resultsBytes: number;
  /** What GPUs are asked for as, such as `nvidia.com/gpu`. */
  gpuResource: string;
  secrets: SecretValues[];
}

/** Resources of a project's namespace, for watches: the kinds of {@link buildProjectObjects}. */
export const PROJECT_RESOURCES: ResourcePath[] = [
  { group: 'networking.k8s.io', resource: 'networkpolicies' },
  { resource: 'resourcequotas' },
  { resource: 'limitranges' },
  { resource: 'secrets' },
  { resource: 'serviceaccounts' },
];

/** Everything of a project but the namespace itself. */
export function buildProjectObjects(wanted: WantedProject): WantedObject[] {
  const { namespace, project, settings, quota, secrets } = wanted;
  const [policies, quotas, limits, values, accounts] = PROJECT_RESOURCES;
  const at = (path: ResourcePath, body: ClusterObject): WantedObject => ({
    path: { ...path, namespace, name: body.metadata?.name ?? '' },
    body,
  });
  return [
    ...buildNetworkPolicies(namespace, project, settings).map(policy =>
      at(policies, policy),
    ),
    at(quotas, buildResourceQuota(namespace, project, quota, wanted)),
    at(limits, buildLimitRange(namespace, project)),
    ...secrets.map(secret =>
      at(values, buildSecret(namespace, project, secret)),
    ),
    at(accounts, buildServiceAccount(namespace, project, settings.pullSecrets)),
  ];
}
