import { useState } from 'react';
import { useApi } from '@backstage/core-plugin-api';
import { Alert, Button, Flex, Link, Skeleton, Text } from '@backstage/ui';
import { RiDeleteBinLine } from '@remixicon/react';
import { formatBytes, type Volume } from '@pagoda/plugin-pagoda-common';
import { pagodaApiRef, unwrap } from '../../api';
import {
  ConfirmDialog,
  CopyButton,
  ErrorPanel,
  PageLayout,
  UsageBar,
} from '../../components';
import { useLinks } from '../../hooks/useLinks';
import { useRepeated } from '../../hooks/useRepeated';
import { useResource } from '../../hooks/useResource';
import { useWhoami } from '../../hooks/useWhoami';
import { useNavigate, useParams } from '../../routing';
import { FileBrowser } from './FileBrowser';

/** What is in it and who uses it? */
export function VolumePage() {
  const { project = '', volume = '' } = useParams();
  const api = useApi(pagodaApiRef);
  const links = useLinks();
  const navigate = useNavigate();
  const whoami = useWhoami();
  const [isDeleting, setDeleting] = useState(false);
  const { data, error, refresh } = useResource(
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
            {project} · {data.status.phase} · cluster {data.cluster}
            {data.storageClass && ` · ${data.storageClass}`}
            {data.accessMode && ` · ${data.accessMode}`}
            {data.description && ` · ${data.description}`}
          </Text>
        )
      }
      actions={
        mayDelete && (
          <Button
            variant="secondary"
            iconStart={<RiDeleteBinLine aria-hidden="true" />}
            onPress={() => setDeleting(true)}
          >
            Delete
          </Button>
        )
      }
    >
      {error && <ErrorPanel error={error} onRetry={refresh} />}
      {!data && !error && <Skeleton height="16rem" />}
      {data && (
        <Flex direction="column" gap="4">
          <UsageBar
            label="Used"
            used={data.status.usedBytes}
            limit={data.status.capacityBytes}
            format={formatBytes}
          />
          <MountedBy volume={data} />
          <StateNote volume={data} />
          {['Available', 'InUse'].includes(data.status.phase) && (
            <FileBrowser
              project={project}
              volume={volume}
              mayWrite={mayWrite}
              onChanged={refresh}
            />
          )}
          <Flex align="center" gap="1">
            <Text variant="body-small" color="secondary">
              From the command line:{' '}
              <code>{`pagoda volume put ${volume} FILE --project ${project}`}</code>
            </Text>
            <CopyButton
              text={`pagoda volume put ${volume} FILE --project ${project}`}
              label="Copy the command"
            />
          </Flex>
        </Flex>
      )}
      <ConfirmDialog
        isOpen={isDeleting}
        onClose={() => setDeleting(false)}
        title={`Delete the volume ${volume}?`}
        confirmLabel="Delete volume"
        destructive
        typeToConfirm={volume}
        onConfirm={async () => {
          await api.client.DELETE('/projects/{project}/volumes/{volume}', {
            params: { path: { project, volume } },
          });
          navigate(links.volumes());
        }}
      >
        All {data?.status.files ?? ''} files in it (
        {formatBytes(data?.status.usedBytes ?? 0)}) are lost for good.
      </ConfirmDialog>
    </PageLayout>
  );
}

function isUnderWay(volume: Volume | undefined): boolean {
  return ['Pending', 'Deleting'].includes(volume?.status.phase ?? '');
}

/** What is worth saying of its state: not that all is well. */
function StateNote({ volume }: { volume: Volume }) {
  const ready = volume.status.conditions.find(({ type }) => type === 'Ready');
  if (!ready || ['Provisioned', 'Bound'].includes(ready.reason)) {
    return null;
  }
  return (
    <Alert
      status={ready.status === 'True' ? 'info' : 'warning'}
      icon
      title={ready.message}
    />
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
