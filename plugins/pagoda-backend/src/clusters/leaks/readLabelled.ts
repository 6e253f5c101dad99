import type { ObjectMeta } from 'kubernetes-types/meta/v1';
import type { KubernetesClient } from '../../clients/kubernetes/KubernetesClient';
import type { ResourcePath } from '../../clients/kubernetes/ResourcePath';
import { LABELS, MANAGED_BY } from '../../projects/clusters/objectNames';

/** An object of a cluster that carries PAGoDA's labels. */
export interface LabelledObject {
  kind: string;
  path: ResourcePath & { name: string };
  metadata: ObjectMeta;
}

/** Kinds that PAGoDA makes, owners before what they own. */
const KINDS: [kind: string, path: ResourcePath][] = [
  ['Namespace', { resource: 'namespaces' }],
  ['Job', { group: 'batch', resource: 'jobs' }],
  ['Pod', { resource: 'pods' }],
  ['PersistentVolumeClaim', { resource: 'persistentvolumeclaims' }],
  ['ConfigMap', { resource: 'configmaps' }],
  ['Secret', { resource: 'secrets' }],
];

/** All objects of the cluster that carry PAGoDA's labels; of them just the metadata. */
export async function readLabelled(
  client: KubernetesClient,
): Promise<LabelledObject[]> {
  const objects: LabelledObject[] = [];
  for (const [kind, path] of KINDS) {
    for await (const { metadata } of client.listAll<{ metadata: ObjectMeta }>(
      path,
      { labelSelector: `${LABELS.managedBy}=${MANAGED_BY}` },
    )) {
      const { name = '', namespace } = metadata;
      objects.push({ kind, path: { ...path, namespace, name }, metadata });
    }
  }
  return objects;
}
