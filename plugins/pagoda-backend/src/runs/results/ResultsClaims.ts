import type { PersistentVolumeClaim } from 'kubernetes-types/core/v1';
import type { KubernetesClient } from '../../clients/kubernetes/KubernetesClient';
import { KubernetesError } from '../../clients/kubernetes/KubernetesError';
import type { Files } from '../../files/Files';
import { projectLabels } from '../../projects/clusters/objectNames';
import { buildClaim } from '../../volumes/claims/buildClaim';
import type { ClaimStorage } from '../../volumes/claims/readStorageSettings';
import type { Gateways } from '../../volumes/gateways/Gateways';
import type {
  GatewayNamespaces,
  GatewayTarget,
} from '../../volumes/gateways/types';
import { resultsSubPath, type ResultsKey } from './resultsSubPath';

/** The claim with the results of a project, in its namespace on each cluster. */
export const RESULTS_CLAIM = 'pagoda-results';

/** What {@link ResultsClaims} needs. */
export interface ResultsClaimsOptions {
  clusters: { client(cluster: string): Promise<KubernetesClient> };
  namespaces: Pick<GatewayNamespaces, 'ensure' | 'namespaceOf'>;
  gateways: Pick<Gateways, 'files' | 'release'>;
  storage: ClaimStorage;
}

/** A claim that was there is taken to be there for so long, in milliseconds. */
const TRUST = 60_000;

/** The results of runs on Kubernetes clusters: one claim for each project on each cluster, a directory for each run. */
export class ResultsClaims {
  readonly #options: ResultsClaimsOptions;
  /** When a claim was seen, by cluster and project; milliseconds since 1970. */
  readonly #seen = new Map<string, number>();

  constructor(options: ResultsClaimsOptions) {
    this.#options = options;
  }

  /**
   * The claim of a project's results, made where it is missing; no request where it was seen within a minute.
   *
   * @returns its name, and the namespace that it is in
   * @throws KubernetesError, and what ProjectNamespaces.ensure throws
   */
  async ensure(
    project: string,
    cluster: string,
  ): Promise<{ namespace: string; claimName: string }> {
    const { clusters, namespaces, storage } = this.#options;
    const { namespace } = await namespaces.ensure(project, cluster);
    const answer = { namespace, claimName: RESULTS_CLAIM };
    if (await this.#isThere(project, cluster)) {
      return answer;
    }
    const client = await clusters.client(cluster);
    try {
      await client.create<PersistentVolumeClaim>(
        { resource: 'persistentvolumeclaims', namespace },
        buildClaim({
          ...storage,
          name: RESULTS_CLAIM,
          labels: projectLabels(project),
        }),
      );
    } catch (error) {
      // Somebody else has made it meanwhile.
      if (!(error instanceof KubernetesError && error.status === 409)) {
        throw error;
      }
    }
    return answer;
  }

  /**
   * The results of a run; `undefined` where none of the project's runs has had any on this cluster.
   *
   * @throws KubernetesError where the cluster cannot be asked
   */
  async files(run: ResultsKey): Promise<Files | undefined> {
    return (await this.#isThere(run.project, run.cluster))
      ? this.#options.gateways.files(targetOf(run), resultsSubPath(run))
      : undefined;
  }

  /** Ends the gateway that reads a project's results on a cluster, where a run needs them on another node. */
  async release(project: string, cluster: string): Promise<void> {
    await this.#options.gateways.release(targetOf({ project, cluster }));
  }

  async #isThere(project: string, cluster: string): Promise<boolean> {
    const key = `${cluster}/${project}`;
    if (Date.now() - (this.#seen.get(key) ?? 0) < TRUST) {
      return true;
    }
    const { clusters, namespaces } = this.#options;
    const client = await clusters.client(cluster);
    const claim = await client.find<PersistentVolumeClaim>({
      resource: 'persistentvolumeclaims',
      namespace: namespaces.namespaceOf(project),
      name: RESULTS_CLAIM,
    });
    if (!claim || claim.metadata?.deletionTimestamp) {
      this.#seen.delete(key);
      return false;
    }
    this.#seen.set(key, Date.now());
    return true;
  }
}

function targetOf({
  project,
  cluster,
}: Pick<ResultsKey, 'project' | 'cluster'>): GatewayTarget {
  return {
    cluster,
    project,
    claim: RESULTS_CLAIM,
    title: `the results of project '${project}' on cluster '${cluster}'`,
  };
}
