import { useState } from 'react';
import { useApi } from '@backstage/core-plugin-api';
import { Button, Flex, Link, Skeleton, Text } from '@backstage/ui';
import type {
  MonitoringConnection,
  MonitoringObject,
} from '@pagoda/plugin-pagoda-common';
import { pagodaApiRef, unwrap } from '../../api';
import {
  EmptyState,
  ErrorPanel,
  FactList,
  PageLayout,
  Panel,
  ResourceTable,
  type ResourceColumn,
} from '../../components';
import { useLinks } from '../../hooks/useLinks';
import { useResource } from '../../hooks/useResource';
import { useWhoami } from '../../hooks/useWhoami';
import { InstallDialog } from './InstallDialog';

type Row = MonitoringObject & { key: string };

const STATES: Record<MonitoringObject['state'], string> = {
  Missing: 'Not installed',
  Current: 'As it should be',
  Outdated: 'There is a newer one',
  Changed: 'Changed by hand',
  Unknown: 'Not known',
};

const COLUMNS: ResourceColumn<Row & { id: string }>[] = [
  {
    id: 'title',
    label: 'Name',
    isRowHeader: true,
    render: object =>
      object.url ? (
        <Link href={object.url} target="_blank" rel="noreferrer">
          {object.title}
        </Link>
      ) : (
        object.title
      ),
  },
  {
    id: 'target',
    label: 'In',
    render: ({ target }) => (target === 'grafana' ? 'Grafana' : 'Kibana'),
  },
  {
    id: 'state',
    label: 'State',
    render: ({ state, message }) => (
      <>
        {STATES[state]}
        {message && (
          <Text as="p" color="secondary" style={{ margin: 0 }}>
            {message}
          </Text>
        )}
      </>
    ),
  },
];

/** Rows that are drawn at once; a portal may have thousands of projects. */
const SHOWN = 200;

/** What is monitoring connected to, how is that, and what is installed there? For administrators. */
export function MonitoringPage() {
  const whoami = useWhoami();
  const links = useLinks();
  const parents = [{ label: 'Fleet', href: links.fleet() }];
  if (whoami.data && !whoami.data.administrator) {
    return (
      <PageLayout title="Monitoring">
        <EmptyState
          title="For administrators"
          description="Administrators connect the portal with Elasticsearch, Prometheus, Grafana and Kibana here. You see what these show on the pages of your runs and projects."
        />
      </PageLayout>
    );
  }
  return (
    <PageLayout title="Monitoring" parents={parents}>
      {whoami.error && <ErrorPanel error={whoami.error} />}
      <Content isKnown={whoami.data !== undefined} />
    </PageLayout>
  );
}

function Content({ isKnown }: { isKnown: boolean }) {
  const api = useApi(pagodaApiRef);
  const { data, error, refresh } = useResource(
    isKnown ? 'monitoring' : undefined,
    signal => unwrap(api.client.GET('/monitoring', { signal })),
  );
  const [isInstalling, setInstalling] = useState(false);
  if (!data) {
    return error ? (
      <ErrorPanel error={error} onRetry={refresh} />
    ) : (
      <Skeleton height="16rem" />
    );
  }
  const rows = data.objects.map(object => {
    const key = `${object.target}/${object.id}`;
    return { ...object, key, id: key };
  });
  return (
    <Flex direction="column" gap="4">
      {error && <ErrorPanel error={error} onRetry={refresh} />}
      {data.connections.map(connection => (
        <Connection key={connection.kind} connection={connection} />
      ))}
      <Panel
        title="Dashboards"
        action={
          rows.length > 0 && (
            <Button variant="secondary" onPress={() => setInstalling(true)}>
              Install…
            </Button>
          )
        }
      >
        {rows.length === 0 ? (
          <Text color="secondary">
            PAGoDA brings dashboards for Grafana and views of logs for Kibana.
            Connect one of them, and they can be installed here.
          </Text>
        ) : (
          <>
            <ResourceTable
              label="Dashboards"
              columns={COLUMNS}
              items={rows.slice(0, SHOWN)}
            />
            {rows.length > SHOWN && (
              <Text color="secondary">
                And {rows.length - SHOWN} more; `pagoda monitoring status` lists
                all.
              </Text>
            )}
          </>
        )}
      </Panel>
      <InstallDialog
        isOpen={isInstalling}
        onClose={() => {
          setInstalling(false);
          refresh();
        }}
      />
    </Flex>
  );
}

function Connection({ connection }: { connection: MonitoringConnection }) {
  const { title, configured, healthy, url, version, message, facts, advice } =
    connection;
  return (
    <Panel title={title}>
      <FactList
        facts={[
          { label: 'State', value: describeState({ configured, healthy }) },
          ...(version ? [{ label: 'Version', value: version }] : []),
          ...(url
            ? [
                {
                  label: 'Address',
                  value: (
                    <Link href={url} target="_blank" rel="noreferrer">
                      {url}
                    </Link>
                  ),
                },
              ]
            : []),
          ...(facts ?? []),
        ]}
      />
      {(healthy === false || !configured) && (
        <Text as="p" color={configured ? 'danger' : 'secondary'}>
          {configured ? message : advice}
        </Text>
      )}
    </Panel>
  );
}

function describeState({
  configured,
  healthy,
}: Pick<MonitoringConnection, 'configured' | 'healthy'>): string {
  if (!configured) {
    return '○ Not connected';
  }
  if (healthy === undefined) {
    return '● Configured';
  }
  return healthy ? '✓ Connected' : '✕ Not well';
}
