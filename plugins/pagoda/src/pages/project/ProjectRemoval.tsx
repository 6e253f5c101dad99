import { useApi } from '@backstage/core-plugin-api';
import type { ProjectNamespace } from '@pagoda/plugin-pagoda-common';
import { pagodaApiRef, unwrap } from '../../api';
import {
  EmptyState,
  ErrorPanel,
  NamespaceTable,
  Panel,
} from '../../components';
import { useRepeated } from '../../hooks/useRepeated';
import { useResource } from '../../hooks/useResource';

/** How often it is looked at what is left, in milliseconds. */
const REFRESH = 2_000;

/** What is left of a deleted project on clusters, and what its removal waits for. */
export function ProjectRemoval(props: {
  project: string;
  /** As they were when the project was deleted. */
  namespaces: ProjectNamespace[];
}) {
  const { project, namespaces } = props;
  const api = useApi(pagodaApiRef);
  const { data, error, refresh } = useResource(
    `removal of ${project}`,
    async signal => {
      const lists = await Promise.all(
        namespaces.map(({ cluster }) =>
          unwrap(
            api.client.GET('/clusters/{cluster}/namespaces', {
              params: { path: { cluster } },
              signal,
            }),
          ),
        ),
      );
      return lists
        .flatMap(({ items }) => items)
        .filter(item => item.project === project && item.projectDeleted);
    },
  );
  const left = data ?? namespaces;
  useRepeated(refresh, REFRESH);
  return (
    <Panel title={`Project ${project} was deleted`}>
      {error && <ErrorPanel error={error} onRetry={refresh} />}
      {left.length === 0 ? (
        <EmptyState
          title="Nothing is left of it"
          description="Its namespaces are gone from all clusters."
        />
      ) : (
        <NamespaceTable
          label="Namespaces that are being removed"
          items={left}
          by="cluster"
        />
      )}
    </Panel>
  );
}
