import { useState } from 'react';
import { useApi } from '@backstage/core-plugin-api';
import { Button, Flex, Skeleton, Text } from '@backstage/ui';
import {
  formatBytes,
  type Volume,
  type VolumeSnapshot,
} from '@pagoda/plugin-pagoda-common';
import { pagodaApiRef, unwrap } from '../../../api';
import {
  ConfirmDialog,
  EmptyState,
  ErrorPanel,
  Panel,
  RelativeTime,
  ResourceTable,
  StatusBadge,
} from '../../../components';
import { useRepeated } from '../../../hooks/useRepeated';
import { useResource } from '../../../hooks/useResource';
import { useToast } from '../../../hooks/useToast';
import { CloneDialog } from './CloneDialog';
import { TakeSnapshotDialog } from './TakeSnapshotDialog';

type Action = { kind: 'restore' | 'clone' | 'delete'; of: VolumeSnapshot };

/** More than these, the command line shows. */
const SHOWN = 100;

/** The snapshots of a volume in a cloud: takes them, sets the volume back, and makes volumes from them. */
export function VolumeSnapshots(props: {
  volume: Volume;
  mayWrite: boolean;
  mayDelete: boolean;
  /** The volume is being changed. */
  onChanged: () => void;
}) {
  const { volume, mayWrite, mayDelete, onChanged } = props;
  const path = { project: volume.project, volume: volume.name };
  const api = useApi(pagodaApiRef);
  const toast = useToast();
  const [isTaking, setTaking] = useState(false);
  const [action, setAction] = useState<Action>();
  const close = () => setAction(undefined);
  const chosen = action?.of.name ?? '';
  const { data, error, refresh } = useResource(
    `snapshots of ${path.project}/${path.volume}`,
    signal =>
      unwrap(
        api.client.GET('/projects/{project}/volumes/{volume}/snapshots', {
          params: { path, query: { limit: SHOWN } },
          signal,
        }),
      ),
  );
  const items = data?.items ?? [];
  const isMoving = items.some(({ phase }) => /Pending|Deleting/.test(phase));
  useRepeated(refresh, isMoving ? 2_000 : 30_000);
  // Clouds set a volume back to its newest snapshot alone, and only while it has the same size.
  const newest = items.find(({ phase }) => phase !== 'Deleting');
  const isRestorable = (item: VolumeSnapshot) =>
    item.name === newest?.name &&
    item.sizeBytes === volume.status.capacityBytes;

  return (
    <Panel
      title="Snapshots"
      action={
        mayWrite && (
          <Button
            variant="secondary"
            size="small"
            onPress={() => setTaking(true)}
          >
            Take one…
          </Button>
        )
      }
    >
      {error && <ErrorPanel error={error} onRetry={refresh} />}
      {!data && !error && <Skeleton height="4rem" />}
      {data && items.length === 0 && (
        <EmptyState
          title="No snapshots"
          description="A snapshot keeps what the volume holds at a time, in the same cloud. Take one before something that may spoil the data."
        />
      )}
      {items.length > 0 && (
        <ResourceTable
          label="Snapshots"
          items={items.map(item => ({ ...item, id: item.name }))}
          columns={[
            {
              id: 'name',
              label: 'Name',
              isRowHeader: true,
              grow: true,
              render: item => (
                <>
                  {item.name}
                  <Note snapshot={item} />
                </>
              ),
            },
            {
              id: 'phase',
              label: 'State',
              render: item => <StatusBadge phase={item.phase} />,
            },
            {
              id: 'age',
              label: 'Taken',
              render: item => <RelativeTime time={item.createdAt} />,
            },
            {
              id: 'size',
              label: 'Size',
              align: 'end',
              hideBelow: 'sm',
              render: item => formatBytes(item.sizeBytes),
            },
            {
              id: 'actions',
              label: 'Actions',
              align: 'end',
              render: item => (
                <Flex gap="1" justify="end">
                  {mayWrite && item.phase === 'Available' && (
                    <>
                      {isRestorable(item) && (
                        <Act
                          label="Restore"
                          of={item}
                          onPress={() =>
                            setAction({ kind: 'restore', of: item })
                          }
                        />
                      )}
                      <Act
                        label="New volume"
                        of={item}
                        onPress={() => setAction({ kind: 'clone', of: item })}
                      />
                    </>
                  )}
                  {mayDelete && item.phase !== 'Deleting' && (
                    <Act
                      label="Delete"
                      of={item}
                      onPress={() => setAction({ kind: 'delete', of: item })}
                    />
                  )}
                </Flex>
              ),
            },
          ]}
        />
      )}
      {data?.pageInfo.nextCursor && (
        <Text color="secondary">
          The newest {SHOWN}; the rest:{' '}
          <code>{`pagoda volume snapshot list ${path.volume} --all`}</code>
        </Text>
      )}
      <TakeSnapshotDialog
        path={path}
        isOpen={isTaking}
        onClose={() => setTaking(false)}
        onTaken={refresh}
      />
      <CloneDialog
        volume={volume}
        snapshot={action?.kind === 'clone' ? action.of : undefined}
        isOpen={action?.kind === 'clone'}
        onClose={close}
      />
      <ConfirmDialog
        isOpen={action?.kind === 'restore'}
        onClose={close}
        title={`Set ${path.volume} back to ${chosen}?`}
        confirmLabel="Restore"
        destructive
        typeToConfirm={path.volume}
        onConfirm={async () => {
          await api.client.POST(
            '/projects/{project}/volumes/{volume}:restore',
            { params: { path }, body: { snapshot: chosen } },
          );
          toast.success(`${path.volume} is being set back`);
          onChanged();
        }}
      >
        <Text as="p">
          All that was written to it since{' '}
          {action && <RelativeTime time={action.of.createdAt} />} is lost: files
          that were made go, those that were changed or deleted come back. It
          cannot be used meanwhile, and may be attached to no machine. To keep
          both, make a new volume from the snapshot.
        </Text>
      </ConfirmDialog>
      <ConfirmDialog
        isOpen={action?.kind === 'delete'}
        onClose={close}
        title={`Delete the snapshot ${chosen}?`}
        confirmLabel="Delete snapshot"
        destructive
        onConfirm={async () => {
          await api.client.DELETE(
            '/projects/{project}/volumes/{volume}/snapshots/{snapshot}',
            { params: { path: { ...path, snapshot: chosen } } },
          );
          refresh();
        }}
      >
        The volume stays as it is. Nothing can be restored from the snapshot any
        more; volumes that were made from it stay.
      </ConfirmDialog>
    </Panel>
  );
}

function Act(props: {
  label: string;
  of: VolumeSnapshot;
  onPress: () => void;
}) {
  return (
    <Button
      size="small"
      variant="tertiary"
      aria-label={`${props.label}: ${props.of.name}`}
      onPress={props.onPress}
    >
      {props.label}…
    </Button>
  );
}

/** What it is for; why it is as it is, where that is not well. */
function Note({ snapshot }: { snapshot: VolumeSnapshot }) {
  const { phase, conditions, description } = snapshot;
  const cause =
    phase === 'Available'
      ? undefined
      : conditions.find(({ status }) => status === 'False')?.message;
  const text = cause ?? description;
  return text === '' ? null : (
    <Text
      as="p"
      variant="body-small"
      color={phase === 'Error' ? 'danger' : 'secondary'}
      style={{ margin: 0 }}
    >
      {text}
    </Text>
  );
}
