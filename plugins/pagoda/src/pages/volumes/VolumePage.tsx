import { useApi } from '@backstage/core-plugin-api';
import { Flex, Link, Skeleton, Text } from '@backstage/ui';
import {
  formatBytes,
  volumeProgress,
  type Volume,
} from '@pagoda/plugin-pagoda-common';
import { pagodaApiRef, unwrap } from '../../api';
import {
  CopyButton,
  EmptyState,
  EmbeddedViews,
  ErrorPanel,
  PageLayout,
  UsageBar,
} from '../../components';
import { useLinks } from '../../hooks/useLinks';
import { useRepeated } from '../../hooks/useRepeated';
import { useResource } from '../../hooks/useResource';
import { useWhoami } from '../../hooks/useWhoami';
import { useParams } from '../../routing';
import { CloudFacts } from './cloud/CloudFacts';
import { VolumeSnapshots } from './cloud/VolumeSnapshots';
import { FileBrowser } from './FileBrowser';
import { StateNotes } from './StateNotes';
import { VolumeMenu } from './VolumeMenu';

/** What is in it and who uses it? */
export function VolumePage() {
  const { project = '', volume = '' } = useParams();
  const api = useApi(pagodaApiRef);
  const links = useLinks();
  const whoami = useWhoami();
  const { data, error, refresh, set } = useResource(
    `volume ${project}/${volume}`,
    signal =>
      unwrap(
        api.client.GET('/projects/{project}/volumes/{volume}', {
          params: { path: { project, volume } },
          signal,
        }),
      ),
  );
  useRepeated(refresh, isUnderWay(data) ? 2_000 : 30_000);
  const role = whoami.data?.projects.find(one => one.name === project)?.role;
  const isAdministrator = whoami.data?.administrator ?? false;
  const mayWrite = isAdministrator || role === 'owner' || role === 'researcher';
  const mayDelete = isAdministrator || role === 'owner';
  return (
    <PageLayout
      title={volume}
      parents={[{ label: 'Volumes', href: links.volumes() }]}
      subtitle={
        data && (
          <Text color="secondary">
            {project} · {data.status.phase}
            {data.cloud && ` · cloud ${data.cloud}`}
            {data.cluster && ` · cluster ${data.cluster}`}
            {data.storageClass && ` · ${data.storageClass}`}
            {data.accessMode && ` · ${data.accessMode}`}
            {data.description && ` · ${data.description}`}
          </Text>
        )
      }
      actions={
        data && (
          <VolumeMenu
            volume={data}
            {...{ mayWrite, mayDelete }}
            onChanged={set}
          />
        )
      }
    >
      {error && <ErrorPanel error={error} onRetry={refresh} />}
      {!data && !error && <Skeleton height="16rem" />}
      {data && (
        <Flex direction="column" gap="4">
          <StateNotes volume={data} />
          {data.cluster !== undefined && (
            <>
              <UsageBar
                label="Used"
                used={data.status.usedBytes}
                limit={data.status.capacityBytes}
                format={formatBytes}
              />
              <MountedBy volume={data} />
            </>
          )}
          <Files volume={data} mayWrite={mayWrite} onChanged={refresh} />
          {data.cloud !== undefined && (
            <>
              <CloudFacts volume={data} mayWrite={mayWrite} onChanged={set} />
              <VolumeSnapshots
                volume={data}
                {...{ mayWrite, mayDelete }}
                onChanged={refresh}
              />
            </>
          )}
          {data.cluster !== undefined && (
            <EmbeddedViews
              about={{ project: data.project, volume: data.name }}
            />
          )}
        </Flex>
      )}
    </PageLayout>
  );
}

function isUnderWay(volume: Volume | undefined): boolean {
  return (
    volume !== undefined &&
    volume.status.phase !== 'Error' &&
    !volumeProgress(volume).done
  );
}

function Files(props: {
  volume: Volume;
  mayWrite: boolean;
  onChanged: () => void;
}) {
  const { project, name, cluster, status } = props.volume;
  if (!['Available', 'InUse'].includes(status.phase)) {
    return null;
  }
  if (cluster === undefined) {
    return (
      <EmptyState
        title="Its files cannot be seen now"
        description={`It has ${formatBytes(status.capacityBytes)} in its cloud, and is on no cluster. Bind it to one, and runs can mount it.`}
      />
    );
  }
  const command = `pagoda volume put ${name} FILE --project ${project}`;
  return (
    <>
      <FileBrowser
        project={project}
        volume={name}
        mayWrite={props.mayWrite}
        onChanged={props.onChanged}
      />
      <Flex align="center" gap="1">
        <Text variant="body-small" color="secondary">
          From the command line: <code>{command}</code>
        </Text>
        <CopyButton text={command} label="Copy the command" />
      </Flex>
    </>
  );
}

function MountedBy({ volume }: { volume: Volume }) {
  const links = useLinks();
  const { mountedBy } = volume.status;
  if (mountedBy.length === 0) {
    return <Text color="secondary">No run uses it now.</Text>;
  }
  return (
    <Text>
      Used now by{' '}
      {mountedBy.slice(0, 10).map((run, index) => (
        <span key={run}>
          {index > 0 && ', '}
          <Link href={links.run(run)}>{run.slice(0, 13)}</Link>
        </span>
      ))}
      {mountedBy.length > 10 && ` and ${mountedBy.length - 10} more`}
    </Text>
  );
}
