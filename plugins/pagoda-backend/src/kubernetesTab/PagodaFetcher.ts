import type {
  FetchResponse,
  KubernetesErrorTypes,
  KubernetesFetchError,
} from '@backstage/plugin-kubernetes-common';
import type {
  FetchResponseWrapper,
  KubernetesFetcher,
  ObjectFetchParams,
  ObjectToFetch,
} from '@backstage/plugin-kubernetes-node';
import type { InternalClient } from '../http/InternalClient';
import type { TabAnswer, TabQuery } from './types';

const ERRORS: Record<number, KubernetesErrorTypes> = {
  400: 'BAD_REQUEST',
  401: 'UNAUTHORIZED_ERROR',
  404: 'NOT_FOUND',
  500: 'SYSTEM_ERROR',
};

/**
 * Reads objects for the Kubernetes plugin through PAGoDA's own connections, with their proxies and timeouts, and without
 * credentials leaving PAGoDA.
 */
export class PagodaFetcher implements KubernetesFetcher {
  readonly #internal: InternalClient;

  constructor(internal: InternalClient) {
    this.#internal = internal;
  }

  async fetchObjectsForService(
    params: ObjectFetchParams,
  ): Promise<FetchResponseWrapper> {
    const wanted: ObjectToFetch[] = [
      ...params.objectTypesToFetch,
      ...params.customResources,
    ];
    const results = await Promise.all(
      wanted.map(each => this.#fetch(params, each)),
    );
    return {
      responses: results.filter(result => 'resources' in result),
      errors: results.filter(result => 'errorType' in result),
    };
  }

  /** The supplier's clusters say that metrics are not asked for. */
  async fetchPodMetricsByNamespaces(): Promise<FetchResponseWrapper> {
    return { responses: [], errors: [] };
  }

  async #fetch(
    { clusterDetails, namespace, labelSelector }: ObjectFetchParams,
    { group, apiVersion, plural, objectType }: ObjectToFetch,
  ): Promise<FetchResponse | KubernetesFetchError> {
    const query: TabQuery = {
      cluster: clusterDetails.name,
      ...{ group, version: apiVersion, resource: plural },
      ...{ namespace, labelSelector },
    };
    const answer = await this.#internal.post<TabAnswer>(
      '/kubernetes/objects',
      query,
    );
    if ('items' in answer) {
      // What the cluster answers is of the kind that was asked for.
      return {
        type: objectType,
        resources: answer.items,
      } as unknown as FetchResponse;
    }
    return answer.status === 0
      ? { errorType: 'FETCH_ERROR', message: answer.message }
      : {
          errorType: ERRORS[answer.status] ?? 'UNKNOWN_ERROR',
          statusCode: answer.status,
          resourcePath: plural,
        };
  }
}
