import type { ClusterRecord, ClusterStore } from '../clusters/ClusterStore';
import { invalidInput } from '../http/errors';
import { LOCAL_CLUSTER } from '../provisioners/local/LocalProvisioner';
import type { VolumeProviders } from './providers/types';
import type { VolumeRecord } from './types';

/** Where the volumes of a cluster come from, by its engine. */
const PROVIDER_OF_ENGINE: Partial<
  Record<ClusterRecord['engine'], VolumeRecord['provider']>
> = { process: 'directory', docker: 'directory', kubernetes: 'kubernetes' };

/** Clusters looked at for one that can hold a volume. */
const CLUSTERS = 500;

/**
 * Decides where a volume is to be: on the cluster asked for, where runs go that name none, or on the only one that can hold
 * volumes.
 *
 * @throws ApiError 400 where there is none, or several and none was asked for.
 */
export async function placeVolume(
  name: string | undefined,
  options: { clusters: ClusterStore; providers: VolumeProviders },
): Promise<Pick<VolumeRecord, 'cluster' | 'provider'>> {
  const { clusters, providers } = options;
  const asked = name === undefined ? undefined : await clusters.find(name);
  if (name !== undefined && !asked) {
    throw refuse(`there is no cluster '${name}'`);
  }
  if (asked?.phase === 'Deleting') {
    throw refuse(`cluster '${asked.name}' is being removed`);
  }
  const candidates = asked ? [asked] : await clusters.list({ limit: CLUSTERS });
  const places = candidates.flatMap(cluster => {
    const provider = PROVIDER_OF_ENGINE[cluster.engine];
    return provider && providers[provider]
      ? [{ cluster: cluster.name, provider }]
      : [];
  });
  const usual = places.find(({ cluster }) => cluster === LOCAL_CLUSTER);
  if (places.length === 1 || usual) {
    // Where runs go that name no cluster.
    return usual ?? places[0];
  }
  if (asked) {
    throw refuse(`cluster '${asked.name}' cannot hold volumes`);
  }
  throw refuse(
    places.length === 0
      ? 'there is no cluster that could hold a volume'
      : `there are several clusters: say which, such as '${places[0].cluster}'`,
  );
}

function refuse(message: string) {
  return invalidInput(
    [{ field: 'cluster', message }],
    'GET /clusters lists the clusters there are.',
  );
}
