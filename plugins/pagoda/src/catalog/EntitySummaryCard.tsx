import { useApi } from '@backstage/core-plugin-api';
import { useEntity } from '@backstage/plugin-catalog-react';
import { ButtonLink, Flex, Skeleton } from '@backstage/ui';
import { formatBytes } from '@pagoda/plugin-pagoda-common';
import { pagodaApiRef, unwrap } from '../api';
import {
  ErrorPanel,
  Panel,
  ProjectUsageBars,
  StatusBadge,
  UsageBar,
  VolumeUsage,
} from '../components';
import { RecentRuns } from '../components/RecentRuns';
import { useLinks } from '../hooks/useLinks';
import { useProjectUsage } from '../hooks/useProjectUsage';
import { useResource } from '../hooks/useResource';
import { toPagodaEntity } from './pagodaEntity';

/** What PAGoDA knows of the entity at this moment, with the way to its page. */
export function EntitySummaryCard() {
  const { entity } = useEntity();
  const pagoda = toPagodaEntity(entity);
  switch (pagoda?.type) {
    case 'project':
      return <ProjectCard project={pagoda.project} />;
    case 'experiment':
      return <ExperimentCard {...pagoda} />;
    case 'volume':
      return <VolumeCard {...pagoda} />;
    case 'cluster':
      return <ClusterCard cluster={pagoda.cluster} />;
    default:
      return null;
  }
}

function ProjectCard({ project }: { project: string }) {
  const links = useLinks();
  const { data, error, refresh } = useProjectUsage(project);
  return (
    <Panel
      title="Quota"
      action={<OpenLink href={links.project(project)} label="Open project" />}
    >
      {error && !data && <ErrorPanel error={error} onRetry={refresh} />}
      {data && <ProjectUsageBars usage={data} />}
      {!data && !error && <Skeleton height="6rem" />}
    </Panel>
  );
}

function ExperimentCard(props: { project: string; experiment: string }) {
  const { project, experiment } = props;
  const links = useLinks();
  return (
    <Panel
      title="Latest runs"
      action={
        <Flex gap="2">
          <OpenLink
            href={links.experiment(project, experiment)}
            label="Open experiment"
          />
          <ButtonLink
            size="small"
            variant="primary"
            href={links.startExperiment(project, experiment)}
          >
            Start
          </ButtonLink>
        </Flex>
      }
    >
      <RecentRuns
        query={{ project: [project], experiment }}
        limit={5}
        isCompact
      />
    </Panel>
  );
}

function VolumeCard(props: { project: string; volume: string }) {
  const { project, volume } = props;
  const api = useApi(pagodaApiRef);
  const links = useLinks();
  const { data, error, refresh } = useResource(
    `volume ${project} ${volume}`,
    signal =>
      unwrap(
        api.client.GET('/projects/{project}/volumes/{volume}', {
          params: { path: { project, volume } },
          signal,
        }),
      ),
  );
  return (
    <Panel
      title="Space"
      action={
        <OpenLink href={links.volume(project, volume)} label="Open volume" />
      }
    >
      {error && <ErrorPanel error={error} onRetry={refresh} />}
      {data ? (
        <Flex direction="column" gap="2">
          <StatusBadge phase={data.status.phase} />
          <VolumeUsage volume={data} />
        </Flex>
      ) : (
        !error && <Skeleton height="3rem" />
      )}
    </Panel>
  );
}

function ClusterCard({ cluster }: { cluster: string }) {
  const api = useApi(pagodaApiRef);
  const links = useLinks();
  const { data, error, refresh } = useResource(`cluster ${cluster}`, signal =>
    unwrap(
      api.client.GET('/clusters/{cluster}', {
        params: { path: { cluster } },
        signal,
      }),
    ),
  );
  return (
    <Panel
      title="Capacity"
      action={<OpenLink href={links.cluster(cluster)} label="Open cluster" />}
    >
      {error && <ErrorPanel error={error} onRetry={refresh} />}
      {data ? (
        <Flex direction="column" gap="2">
          <StatusBadge phase={data.status.phase} />
          <UsageBar
            label="CPU"
            used={data.allocated.cpu}
            limit={data.capacity.cpu}
          />
          <UsageBar
            label="Memory"
            used={data.allocated.memoryBytes}
            limit={data.capacity.memoryBytes}
            format={formatBytes}
          />
          {data.capacity.gpu > 0 && (
            <UsageBar
              label="GPU"
              used={data.allocated.gpu}
              limit={data.capacity.gpu}
            />
          )}
        </Flex>
      ) : (
        !error && <Skeleton height="5rem" />
      )}
    </Panel>
  );
}

function OpenLink(props: { href: string; label: string }) {
  return (
    <ButtonLink size="small" variant="secondary" href={props.href}>
      {props.label}
    </ButtonLink>
  );
}
