import { useState } from 'react';
import { useApi } from '@backstage/core-plugin-api';
import { toError } from '@backstage/errors';
import { Button, Select, Skeleton, Text } from '@backstage/ui';
import {
  formatBytes,
  type ClusterRestore,
  type EtcdSnapshot,
} from '@pagoda/plugin-pagoda-common';
import { pagodaApiRef, unwrap } from '../../../api';
import {
  ConfirmDialog,
  EmptyState,
  ErrorPanel,
  Panel,
  RelativeTime,
  ResourceTable,
} from '../../../components';
import { useResource } from '../../../hooks/useResource';

const WHAT = [
  { value: 'none', label: 'what is stored in the cluster alone' },
  { value: 'kubernetesVersion', label: 'and the version of Kubernetes' },
  { value: 'all', label: 'and the whole configuration of the cluster' },
];

/** The snapshots of a cluster's etcd: takes them, and sets the cluster back to one. */
export function SnapshotsPanel(props: {
  cluster: string;
  onBegun: () => void;
}) {
  const { cluster, onBegun } = props;
  const api = useApi(pagodaApiRef);
  const params = { path: { cluster } };
  const [restoring, setRestoring] = useState<EtcdSnapshot>();
  const [config, setConfig] = useState<ClusterRestore['restoreConfig']>('none');
  const [isPending, setPending] = useState(false);
  const [refusal, setRefusal] = useState<Error>();
  const { data, error, refresh } = useResource(
    `snapshots of ${cluster}`,
    signal =>
      unwrap(
        api.client.GET('/clusters/{cluster}/snapshots', { params, signal }),
      ),
  );

  async function take() {
    setPending(true);
    setRefusal(undefined);
    try {
      await api.client.POST('/clusters/{cluster}/snapshots', { params });
      onBegun();
    } catch (thrown) {
      setRefusal(toError(thrown));
    } finally {
      setPending(false);
    }
  }

  return (
    <Panel
      title="Snapshots of etcd"
      action={
        <Button
          variant="secondary"
          size="small"
          isPending={isPending}
          onPress={take}
        >
          Take one
        </Button>
      }
    >
      {refusal && (
        <ErrorPanel error={refusal} title="The snapshot was refused" />
      )}
      {error && <ErrorPanel error={error} onRetry={refresh} />}
      {!data && !error && <Skeleton height="4rem" />}
      {data?.items.length === 0 && (
        <EmptyState
          title="No snapshots"
          description="A snapshot holds what Kubernetes has stored, not the data of volumes. Take one before an upgrade."
        />
      )}
      {data && data.items.length > 0 && (
        <ResourceTable
          label="Snapshots"
          items={data.items.map(item => ({ ...item, id: item.name }))}
          columns={[
            {
              id: 'name',
              label: 'Name',
              isRowHeader: true,
              grow: true,
              render: item => (
                <>
                  {item.name}
                  {item.message && (
                    <Text as="p" variant="body-small" color="secondary">
                      {item.message}
                    </Text>
                  )}
                </>
              ),
            },
            { id: 'phase', label: 'State', render: item => item.phase },
            {
              id: 'age',
              label: 'Taken',
              render: item =>
                item.createdAt ? <RelativeTime time={item.createdAt} /> : '',
            },
            {
              id: 'size',
              label: 'Size',
              align: 'end',
              hideBelow: 'sm',
              render: item =>
                item.sizeBytes === undefined ? '' : formatBytes(item.sizeBytes),
            },
            {
              id: 'restore',
              label: 'Restore',
              render: item => (
                <Button
                  variant="tertiary"
                  size="small"
                  aria-label={`Restore ${item.name}`}
                  onPress={() => setRestoring(item)}
                >
                  Restore…
                </Button>
              ),
            },
          ]}
        />
      )}
      <ConfirmDialog
        isOpen={restoring !== undefined}
        onClose={() => setRestoring(undefined)}
        title={`Set ${cluster} back to ${restoring?.name}?`}
        confirmLabel="Restore"
        destructive
        typeToConfirm={cluster}
        onConfirm={async () => {
          await api.client.POST('/clusters/{cluster}:restore', {
            params,
            body: { snapshot: restoring?.name ?? '', restoreConfig: config },
          });
          onBegun();
        }}
      >
        <Text as="p">
          All that was stored in the cluster since is lost: objects that were
          made go, those that were deleted come back. It cannot be used
          meanwhile, and active runs may end. Data on volumes stays as it is.
        </Text>
        <Select
          label="Set back"
          options={WHAT}
          selectedKey={config ?? 'none'}
          onSelectionChange={key =>
            setConfig(
              key === 'all' || key === 'kubernetesVersion' ? key : 'none',
            )
          }
        />
      </ConfirmDialog>
    </Panel>
  );
}
