import { useState } from 'react';
import { useApi } from '@backstage/core-plugin-api';
import { Button, ButtonLink, Flex, Link } from '@backstage/ui';
import { formatBytes, type Cluster } from '@pagoda/plugin-pagoda-common';
import { pagodaApiRef, unwrap } from '../../api';
import {
  EmptyState,
  ErrorPanel,
  PageLayout,
  ResourceTable,
  StatusBadge,
  UsageBar,
} from '../../components';
import { useLinks } from '../../hooks/useLinks';
import { usePagedList } from '../../hooks/usePagedList';
import { useWhoami } from '../../hooks/useWhoami';
import { useNavigate } from '../../routing';
import styles from './clusters.module.css';
import { ConnectionDialog } from './ConnectionDialog';

type Row = Cluster & { id: string };

/** Where can my work run, and is there room? */
export function ClustersPage() {
  const api = useApi(pagodaApiRef);
  const links = useLinks();
  const navigate = useNavigate();
  const [isImporting, setImporting] = useState(false);
  const { administrator: mayImport = false, clusterCreator: mayMake = false } =
    useWhoami().data ?? {};
  const list = usePagedList<Row>('clusters', async (cursor, signal) => {
    const page = await unwrap(
      api.client.GET('/clusters', {
        params: { query: { cursor, limit: 50 } },
        signal,
      }),
    );
    return {
      items: page.items.map(item => ({ ...item, id: item.name })),
      nextCursor: page.pageInfo.nextCursor,
    };
  });
  const isEmpty = !list.isLoading && !list.error && list.items.length === 0;
  return (
    <PageLayout
      title="Clusters"
      actions={
        <>
          <Button
            variant="secondary"
            isPending={list.isRefreshing}
            onPress={list.refresh}
          >
            Refresh
          </Button>
          {mayImport && (
            <Button
              variant={mayMake ? 'secondary' : 'primary'}
              onPress={() => setImporting(true)}
            >
              Import cluster
            </Button>
          )}
          {mayMake && (
            <ButtonLink variant="primary" href={links.newCluster()}>
              New cluster
            </ButtonLink>
          )}
        </>
      }
    >
      <ConnectionDialog
        isOpen={isImporting}
        onClose={() => setImporting(false)}
        onDone={cluster => navigate(links.cluster(cluster.name))}
      />
      <Flex direction="column" gap="3">
        {list.error && <ErrorPanel error={list.error} onRetry={list.refresh} />}
        {isEmpty && (
          <EmptyState
            title="No clusters"
            description="Runs need a cluster. An administrator can import one, or switch the embedded one on in the configuration."
          />
        )}
        {(list.isLoading || list.items.length > 0) && (
          <ResourceTable
            label="Clusters"
            items={list.items}
            isLoading={list.isLoading}
            columns={[
              {
                id: 'name',
                label: 'Name',
                isRowHeader: true,
                grow: true,
                render: item => (
                  <Link href={links.cluster(item.name)} className={styles.name}>
                    {item.title === item.name
                      ? item.name
                      : `${item.title} (${item.name})`}
                  </Link>
                ),
              },
              {
                id: 'state',
                label: 'State',
                render: item => <StatusBadge phase={item.status.phase} />,
              },
              {
                id: 'nodes',
                label: 'Nodes ready',
                align: 'end',
                hideBelow: 'md',
                render: item =>
                  item.nodes
                    ? `${item.nodes.ready} of ${item.nodes.total}`
                    : '',
              },
              {
                id: 'cpu',
                label: 'CPU',
                render: item => (
                  <UsageBar
                    label={`CPU of ${item.name}`}
                    isLabelHidden
                    used={item.allocated.cpu}
                    limit={item.capacity.cpu}
                  />
                ),
              },
              {
                id: 'memory',
                label: 'Memory',
                hideBelow: 'sm',
                render: item => (
                  <UsageBar
                    label={`Memory of ${item.name}`}
                    isLabelHidden
                    used={item.allocated.memoryBytes}
                    limit={item.capacity.memoryBytes}
                    format={formatBytes}
                  />
                ),
              },
              {
                id: 'active',
                label: 'Active',
                align: 'end',
                hideBelow: 'sm',
                render: item => item.runs.active,
              },
              {
                id: 'queued',
                label: 'Waiting',
                align: 'end',
                hideBelow: 'sm',
                render: item => item.runs.queued,
              },
            ]}
          />
        )}
        {list.hasMore && (
          <Flex justify="center">
            <Button
              variant="secondary"
              isPending={list.isLoadingMore}
              onPress={list.loadMore}
            >
              Show more
            </Button>
          </Flex>
        )}
      </Flex>
    </PageLayout>
  );
}
