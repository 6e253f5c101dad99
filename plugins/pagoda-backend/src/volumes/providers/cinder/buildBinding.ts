import type {
  PersistentVolume,
  PersistentVolumeClaim,
} from 'kubernetes-types/core/v1';
import { LABELS, MANAGED_BY } from '../../../projects/clusters/objectNames';
import { buildClaim } from '../../claims/buildClaim';
import { DEFAULT_ACCESS_MODE } from '../../claims/readStorageSettings';
import { OWNER_ANNOTATION } from '../../gateways/gatewayNames';
import { claimName } from '../kubernetes/KubernetesVolumeProvider';
import type { CloudVolume } from './CloudVolume';

/** The driver (CSI) by which Kubernetes attaches Cinder's volumes. */
export const CINDER_DRIVER = 'cinder.csi.openstack.org';
/** Label of nodes, and key of topology: the zone in which a node can have volumes. */
export const ZONE_KEY = 'topology.cinder.csi.openstack.org/zone';
/** A class of no provisioner: who names it gets what is bound by hand. */
export const STATIC_CLASS = 'pagoda-static';
/** Annotation: the uid of the volume in PAGoDA. */
export const UID_ANNOTATION = 'pagoda.io/volume-uid';

/** The PersistentVolume of a volume has the one name wherever the volume goes. */
export function persistentVolumeName({
  uid,
}: Pick<CloudVolume, 'uid'>): string {
  return `pagoda-${uid}`;
}

/** What leads to a volume, and how large it is. */
export interface BindingTarget {
  volume: Pick<CloudVolume, 'project' | 'name' | 'owner' | 'uid'>;
  namespace: string;
  /** How the cloud calls it. */
  externalId: string;
  gib: number;
  /** The zone whose nodes can have it; all where it is missing. */
  zone?: string;
}

function metadataOf({ volume }: BindingTarget, name: string) {
  return {
    name,
    labels: {
      [LABELS.managedBy]: MANAGED_BY,
      [LABELS.project]: volume.project,
      [LABELS.volume]: volume.name,
    },
    annotations: {
      [OWNER_ANNOTATION]: volume.owner,
      [UID_ANNOTATION]: volume.uid,
    },
  };
}

/**
 * The PersistentVolume by which a cluster reaches a volume of the cloud. It retains: with it or its claim nothing is
 * deleted in the cloud.
 *
 * @param claimUid - of the claim, where that is there before
 */
export function buildPersistentVolume(
  target: BindingTarget,
  claimUid?: string,
): PersistentVolume {
  const { volume, namespace, externalId, gib, zone } = target;
  return {
    apiVersion: 'v1',
    kind: 'PersistentVolume',
    metadata: metadataOf(target, persistentVolumeName(volume)),
    spec: {
      capacity: { storage: `${gib}Gi` },
      accessModes: [DEFAULT_ACCESS_MODE],
      persistentVolumeReclaimPolicy: 'Retain',
      storageClassName: STATIC_CLASS,
      volumeMode: 'Filesystem',
      csi: { driver: CINDER_DRIVER, volumeHandle: externalId, fsType: 'ext4' },
      claimRef: {
        ...{ apiVersion: 'v1', kind: 'PersistentVolumeClaim', namespace },
        name: claimName(volume.name),
        ...(claimUid !== undefined && { uid: claimUid }),
      },
      ...(zone !== undefined && {
        nodeAffinity: {
          required: {
            nodeSelectorTerms: [
              {
                matchExpressions: [
                  { key: ZONE_KEY, operator: 'In', values: [zone] },
                ],
              },
            ],
          },
        },
      }),
    },
  };
}

/** The claim that runs mount; its name is that of claims of Kubernetes' own volumes. */
export function buildStaticClaim(target: BindingTarget): PersistentVolumeClaim {
  const { volume, gib } = target;
  const name = claimName(volume.name);
  const { labels, annotations } = metadataOf(target, name);
  const claim = buildClaim({
    ...{ name, labels, annotations },
    size: `${gib}Gi`,
    storageClass: STATIC_CLASS,
    accessMode: DEFAULT_ACCESS_MODE,
  });
  return {
    ...claim,
    spec: { ...claim.spec, volumeName: persistentVolumeName(volume) },
  };
}
