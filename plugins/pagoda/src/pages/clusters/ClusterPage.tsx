import { useState, type ReactNode } from 'react';
import { useApi } from '@backstage/core-plugin-api';
import { Button, ButtonLink, Flex, Skeleton, Text } from '@backstage/ui';
import { RiDeleteBinLine } from '@remixicon/react';
import {
  clusterProgress,
  formatBytes,
  PagodaApiError,
  type Cluster,
} from '@pagoda/plugin-pagoda-common';
import { pagodaApiRef, unwrap } from '../../api';
import {
  ConfirmDialog,
  EmptyState,
  EmbeddedViews,
  MetricsOverTime,
  ErrorPanel,
  PageLayout,
  Panel,
  RelativeTime,
  StatusBadge,
  UsageBar,
} from '../../components';
import { useLinks } from '../../hooks/useLinks';
import { useRepeated } from '../../hooks/useRepeated';
import { useResource } from '../../hooks/useResource';
import { useWhoami } from '../../hooks/useWhoami';
import { useNavigate, useParams } from '../../routing';
import { Conditions } from './Conditions';
import { ConnectionPanel } from './ConnectionPanel';
import { Features } from './Features';
import { Leaks } from '../fleet/Leaks';
import { Namespaces } from './Namespaces';
import { Nodes } from './Nodes';
import { ProvisionedContent } from './provisioned/ProvisionedContent';
import { ProvisionedMenu } from './provisioned/ProvisionedMenu';

/** How often a page asks again, in milliseconds: as often as the portal looks at a cluster. */
const REFRESH = 10_000;

/** While something is made, changed or removed. */
const REFRESH_UNDER_WAY = 3_000;

const doNothing = () => {};

/** Can it take my work, and is it healthy? */
export function ClusterPage() {
  const { cluster = '' } = useParams();
  const api = useApi(pagodaApiRef);
  const links = useLinks();
  const navigate = useNavigate();
  const whoami = useWhoami().data;
  const isAdministrator = whoami?.administrator ?? false;
  const [isDeleting, setDeleting] = useState(false);
  // Counts what was begun here, so that it is looked for at once.
  const [begun, setBegun] = useState(0);
  const { data, error, refresh, set } = useResource(
    `cluster ${cluster}`,
    signal =>
      unwrap(
        api.client.GET('/clusters/{cluster}', {
          params: { path: { cluster } },
          signal,
        }),
      ),
  );
  const interval = isUnderWay(data) ? REFRESH_UNDER_WAY : REFRESH;
  const isGone =
    data?.status.phase === 'Deleting' &&
    error instanceof PagodaApiError &&
    error.status === 404;
  useRepeated(isGone ? doNothing : refresh, interval);
  const mayChange = isAdministrator && data?.provisioner === 'existing';
  const plan = data?.plan;
  const mayManage =
    isAdministrator ||
    (whoami?.clusterCreator === true &&
      data?.owner !== undefined &&
      whoami.ownershipEntityRefs.includes(data.owner));
  const noteBegun = () => {
    setBegun(count => count + 1);
    refresh();
  };
  return (
    <PageLayout
      title={
        data && data.title !== data.name
          ? `${data.title} (${data.name})`
          : cluster
      }
      badge={data && <StatusBadge phase={data.status.phase} />}
      parents={[{ label: 'Clusters', href: links.clusters() }]}
      subtitle={
        data && (
          <Text color="secondary">
            Engine {data.engine}
            {data.version && ` · ${data.version}`}
            <LastContact cluster={data} />
          </Text>
        )
      }
      actions={
        <>
          {mayChange && (
            <Button
              variant="secondary"
              iconStart={<RiDeleteBinLine aria-hidden="true" />}
              onPress={() => setDeleting(true)}
            >
              Forget
            </Button>
          )}
          <ButtonLink href={links.runs({ cluster })} variant="secondary">
            Runs on it
          </ButtonLink>
          {data && plan && mayManage && (
            <ProvisionedMenu
              {...{ plan, isAdministrator }}
              cluster={data}
              onChanged={set}
              onBegun={noteBegun}
            />
          )}
        </>
      }
    >
      {error && !isGone && <ErrorPanel error={error} onRetry={refresh} />}
      {isGone && (
        <EmptyState
          title="It is removed"
          description="Nothing of it is left in the cloud."
          action={
            <ButtonLink href={links.clusters()} variant="secondary">
              All clusters
            </ButtonLink>
          }
        />
      )}
      {!data && !error && <Skeleton height="16rem" />}
      {data && !isGone && (
        <Content
          cluster={data}
          arrange={
            plan &&
            (parts => (
              <ProvisionedContent
                {...{ plan, mayManage, interval, begun }}
                {...parts}
                cluster={data}
                onChanged={set}
                onBegun={noteBegun}
              />
            ))
          }
          administration={
            isAdministrator &&
            isConnected(data) && (
              <>
                <Namespaces cluster={cluster} />
                <Leaks cluster={cluster} />
                {mayChange && (
                  <ConnectionPanel cluster={cluster} onChanged={set} />
                )}
              </>
            )
          }
        />
      )}
      <ConfirmDialog
        isOpen={isDeleting}
        onClose={() => setDeleting(false)}
        title={`Forget cluster ${cluster}?`}
        confirmLabel="Forget"
        destructive
        typeToConfirm={cluster}
        onConfirm={async () => {
          await api.client.DELETE('/clusters/{cluster}', {
            params: { path: { cluster } },
          });
          navigate(links.clusters());
        }}
      >
        <Text>
          Its credentials are deleted, and nothing runs on it any more. The
          cluster itself stays, with the namespaces that PAGoDA has made on it.
        </Text>
      </ConfirmDialog>
    </PageLayout>
  );
}

function LastContact({
  cluster: { provisioner, status },
}: {
  cluster: Cluster;
}) {
  const { contactedAt, observedAt } = status;
  if (contactedAt) {
    return (
      <>
        {' '}
        · last answered <RelativeTime time={contactedAt} />
      </>
    );
  }
  if (provisioner === 'existing') {
    return <> · has not answered yet</>;
  }
  return (
    observedAt && (
      <>
        {' '}
        · seen <RelativeTime time={observedAt} />
      </>
    )
  );
}

/** Whether the portal has a way to its Kubernetes, or is to have one. */
function isConnected({ engine, plan, status }: Cluster): boolean {
  const { phase, contactedAt } = status;
  return (
    engine === 'kubernetes' &&
    (!plan || (contactedAt !== undefined && phase !== 'Deleting'))
  );
}

/** Whether something is being done to the cluster, so that one wants to see soon how far it is. */
function isUnderWay(cluster: Cluster | undefined): boolean {
  return (
    cluster?.plan !== undefined &&
    (!clusterProgress(cluster).done || cluster.status.phase !== 'Ready')
  );
}

/** Parts of a page that all clusters have. */
interface Parts {
  capacity: ReactNode;
  conditions: ReactNode;
}

function Content({
  cluster,
  arrange = ({ capacity, conditions }) => (
    <>
      {capacity}
      {conditions}
    </>
  ),
  administration,
}: {
  cluster: Cluster;
  /** Puts the parts between what there is of clusters that PAGoDA has made alone. */
  arrange?: (parts: Parts) => ReactNode;
  /** What is on it, and how it is reached. */
  administration: ReactNode;
}) {
  // Of a cluster that is being made, nothing is known yet.
  const hasCapacity = !cluster.plan || cluster.capacity.cpu > 0;
  return (
    <Flex direction="column" gap="4">
      {cluster.description && <Text>{cluster.description}</Text>}
      {arrange({
        capacity: hasCapacity && <Capacity cluster={cluster} />,
        conditions: <Conditions conditions={cluster.status.conditions} />,
      })}
      {cluster.features && <Features features={cluster.features} />}
      {hasCapacity && <Nodes cluster={cluster.name} />}
      {hasCapacity && <MetricsOverTime about={{ cluster: cluster.name }} />}
      {cluster.engine === 'kubernetes' && (
        <EmbeddedViews about={{ cluster: cluster.name }} />
      )}
      {administration}
    </Flex>
  );
}

function Capacity({
  cluster: { capacity, allocated, runs },
}: {
  cluster: Cluster;
}) {
  return (
    <Panel title="Capacity">
      <Text as="p" color="secondary" style={{ marginTop: 0 }}>
        What active runs ask for, of what there is. {runs.active} active,{' '}
        {runs.queued} waiting.
      </Text>
      <UsageBar label="CPU" used={allocated.cpu} limit={capacity.cpu} />
      <UsageBar
        label="Memory"
        used={allocated.memoryBytes}
        limit={capacity.memoryBytes}
        format={formatBytes}
      />
      {capacity.gpu > 0 && (
        <UsageBar label="GPU" used={allocated.gpu} limit={capacity.gpu} />
      )}
    </Panel>
  );
}
