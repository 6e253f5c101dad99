import type { ObjectMeta } from 'kubernetes-types/meta/v1';
import type { KubernetesClient } from '../../../clients/kubernetes/KubernetesClient';
import type { ResourcePath } from '../../../clients/kubernetes/ResourcePath';
import {
  LABELS,
  MANAGED_BY,
  PORTAL_ANNOTATION,
} from '../../../projects/clusters/objectNames';

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
      objects.push({
        kind,
        path: { ...path, namespace, name },
        metadata: trim(metadata),
      });
    }
  }
  return objects;
}

/** There may be tens of thousands; most of the metadata says who has written which field. */
function trim(metadata: ObjectMeta): ObjectMeta {
  const portal = metadata.annotations?.[PORTAL_ANNOTATION];
  return {
    name: metadata.name,
    uid: metadata.uid,
    labels: metadata.labels,
    ...(portal !== undefined && {
      annotations: { [PORTAL_ANNOTATION]: portal },
    }),
    ownerReferences: metadata.ownerReferences,
    finalizers: metadata.finalizers,
    creationTimestamp: metadata.creationTimestamp,
    deletionTimestamp: metadata.deletionTimestamp,
  };
}
