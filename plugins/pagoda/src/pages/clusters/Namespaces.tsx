import { useApi } from '@backstage/core-plugin-api';
import { Skeleton } from '@backstage/ui';
import { pagodaApiRef, unwrap } from '../../api';
import {
  EmptyState,
  ErrorPanel,
  NamespaceTable,
  Panel,
} from '../../components';
import { useRepeated } from '../../hooks/useRepeated';
import { useResource } from '../../hooks/useResource';

/** How often it is looked at what became of them, in milliseconds. */
const REFRESH = 10_000;

/** The namespaces of projects on a cluster, for administrators. */
export function Namespaces({ cluster }: { cluster: string }) {
  const api = useApi(pagodaApiRef);
  const { data, error, refresh } = useResource(
    `namespaces on ${cluster}`,
    signal =>
      unwrap(
        api.client.GET('/clusters/{cluster}/namespaces', {
          params: { path: { cluster } },
          signal,
        }),
      ),
  );
  useRepeated(refresh, REFRESH);
  return (
    <Panel title="Projects">
      {error && <ErrorPanel error={error} onRetry={refresh} />}
      {!data && !error && <Skeleton height="4rem" />}
      {data?.items.length === 0 && (
        <EmptyState
          title="No project has a namespace here"
          description="A project gets one with its first run on this cluster."
        />
      )}
      {data && data.items.length > 0 && (
        <NamespaceTable label="Projects" items={data.items} by="project" />
      )}
    </Panel>
  );
}
