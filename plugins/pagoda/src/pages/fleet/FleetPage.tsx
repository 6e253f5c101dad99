import { useState } from 'react';
import { useApi } from '@backstage/core-plugin-api';
import {
  Button,
  ButtonLink,
  Flex,
  Skeleton,
  Tab,
  TabList,
  TabPanel,
  Tabs,
  Text,
} from '@backstage/ui';
import type { Cluster, Fleet } from '@pagoda/plugin-pagoda-common';
import { pagodaApiRef, unwrap } from '../../api';
import {
  EmbeddedViews,
  MetricsOverTime,
  EmptyState,
  ErrorPanel,
  PageLayout,
} from '../../components';
import { useLinks } from '../../hooks/useLinks';
import { useRepeated } from '../../hooks/useRepeated';
import { useResource } from '../../hooks/useResource';
import { useWhoami } from '../../hooks/useWhoami';
import { AttentionList } from './AttentionList';
import { BulkDialog, type BulkAction } from './BulkDialog';
import { CloudsTab } from './CloudsTab';
import { ClustersTab } from './ClustersTab';
import { ExtendDialog } from './ExtendDialog';
import styles from './fleet.module.css';
import { FleetSummary } from './FleetSummary';
import { Leaks } from './Leaks';
import { ProjectsTab } from './ProjectsTab';
import { FLEET_TABS, useFleetView, type FleetTab } from './useFleetView';
import { VolumesTab } from './VolumesTab';

/** How often the figures are asked for again, in milliseconds. */
const REFRESH = 20_000;

/** What needs an administrator? */
export function FleetPage() {
  const whoami = useWhoami();
  if (whoami.data && !whoami.data.administrator) {
    return (
      <PageLayout title="Fleet">
        <EmptyState
          title="For administrators"
          description="The fleet shows all clusters, volumes and projects. You see yours on their own pages."
        />
      </PageLayout>
    );
  }
  return <FleetOfAdministrator isKnown={whoami.data !== undefined} />;
}

function FleetOfAdministrator({ isKnown }: { isKnown: boolean }) {
  const api = useApi(pagodaApiRef);
  const { data, error, isStale, refresh } = useResource(
    isKnown ? 'fleet' : undefined,
    signal => unwrap(api.client.GET('/fleet', { signal })),
  );
  useRepeated(refresh, REFRESH);
  const links = useLinks();
  return (
    <PageLayout
      title="Fleet"
      subtitle={
        error && data ? (
          <Text color="danger" role="status">
            What is shown is old: {error.message}
          </Text>
        ) : undefined
      }
      actions={
        <>
          <ButtonLink href={links.monitoring()} variant="tertiary">
            Monitoring
          </ButtonLink>
          <Button
            variant="secondary"
            isPending={isStale && !error}
            onPress={refresh}
          >
            Refresh
          </Button>
        </>
      }
    >
      {error && !data && <ErrorPanel error={error} onRetry={refresh} />}
      {!data && !error && <Skeleton height="16rem" />}
      {data && <Content fleet={data} onChange={refresh} />}
    </PageLayout>
  );
}

function Content(props: { fleet: Fleet; onChange: () => void }) {
  const { fleet, onChange } = props;
  const { tab, filters, show, change } = useFleetView();
  const [extended, setExtended] = useState<ClusterItem>();
  const [action, setAction] = useState<BulkAction<ClusterItem>>();
  const api = useApi(pagodaApiRef);

  /** By how much depends on its end as it is now. */
  async function extend(cluster: string) {
    const found = await unwrap(
      api.client.GET('/clusters/{cluster}', { params: { path: { cluster } } }),
    );
    setExtended({ ...found, id: found.name });
  }

  const list = { filters, onFilter: change, clouds: fleet.clouds, onChange };
  return (
    <Flex direction="column" gap="4">
      <FleetSummary fleet={fleet} />
      <AttentionList fleet={fleet} onExtend={extend} />
      <Tabs selectedKey={tab} onSelectionChange={key => show(key as FleetTab)}>
        <div className={styles.tabs}>
          <TabList aria-label="The fleet">
            {FLEET_TABS.map(({ id, label }) => (
              <Tab key={id} id={id}>
                {label}
              </Tab>
            ))}
          </TabList>
        </div>
        <TabPanel id="clusters" className={styles.panel}>
          <ClustersTab {...list} />
        </TabPanel>
        <TabPanel id="volumes" className={styles.panel}>
          <VolumesTab {...list} />
        </TabPanel>
        <TabPanel id="projects" className={styles.panel}>
          <ProjectsTab filters={filters} onFilter={change} />
        </TabPanel>
        <TabPanel id="clouds" className={styles.panel}>
          <CloudsTab clouds={fleet.clouds} />
        </TabPanel>
        <TabPanel id="leaks" className={styles.panel}>
          <Leaks onChange={onChange} />
        </TabPanel>
      </Tabs>
      <MetricsOverTime about={{ fleet: true }} />
      <EmbeddedViews about={{ fleet: true }} />
      <ExtendDialog
        clusters={extended ? [extended] : []}
        onClose={() => setExtended(undefined)}
        onExtend={next => {
          setExtended(undefined);
          setAction(next);
        }}
      />
      <BulkDialog
        action={action}
        onClose={changed => {
          setAction(undefined);
          if (changed) {
            onChange();
          }
        }}
      />
    </Flex>
  );
}

type ClusterItem = Cluster & { id: string };
