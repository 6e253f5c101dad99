import { useState } from 'react';
import { useApi } from '@backstage/core-plugin-api';
import {
  Alert,
  ButtonIcon,
  Flex,
  Menu,
  MenuItem,
  MenuTrigger,
  Text,
} from '@backstage/ui';
import { RiMoreLine } from '@remixicon/react';
import {
  formatBytes,
  PagodaApiError,
  type Volume,
} from '@pagoda/plugin-pagoda-common';
import { pagodaApiRef, unwrap } from '../../api';
import { ConfirmDialog } from '../../components';
import { useLinks } from '../../hooks/useLinks';
import { useNavigate } from '../../routing';
import { BindDialog } from './cloud/BindDialog';
import { CloneDialog } from './cloud/CloneDialog';
import { TransferDialog } from './cloud/TransferDialog';
import { ResizeDialog } from './ResizeDialog';

type Action = 'resize' | 'bind' | 'unbind' | 'clone' | 'transfer' | 'delete';

/** What can be done with a volume. */
export function VolumeMenu(props: {
  volume: Volume;
  mayWrite: boolean;
  /** Whether the user may give it away, and delete it. */
  mayDelete: boolean;
  onChanged: (volume: Volume) => void;
}) {
  const { volume, mayWrite, mayDelete, onChanged } = props;
  const { project, name, cluster } = volume;
  const api = useApi(pagodaApiRef);
  const links = useLinks();
  const navigate = useNavigate();
  const [action, setAction] = useState<Action>();
  const close = () => setAction(undefined);
  const params = { path: { project, volume: name } };
  const isInCloud = volume.cloud !== undefined;
  if (!mayWrite || volume.status.phase === 'Deleting') {
    return null;
  }

  async function remove() {
    await api.client.DELETE('/projects/{project}/volumes/{volume}', { params });
    try {
      onChanged(
        await unwrap(
          api.client.GET('/projects/{project}/volumes/{volume}', { params }),
        ),
      );
    } catch (error) {
      if (!(error instanceof PagodaApiError && error.status === 404)) {
        throw error;
      }
      // It was gone at once.
      navigate(links.volumes());
    }
  }

  return (
    <>
      <MenuTrigger>
        <ButtonIcon
          aria-label="More actions"
          variant="secondary"
          icon={<RiMoreLine aria-hidden="true" />}
        />
        <Menu onAction={key => setAction(String(key) as Action)}>
          <MenuItem id="resize">Resize…</MenuItem>
          {isInCloud && (
            <MenuItem id="bind">
              {cluster === undefined ? 'Bind…' : 'Bind to another cluster…'}
            </MenuItem>
          )}
          {isInCloud && cluster !== undefined && (
            <MenuItem id="unbind">Unbind…</MenuItem>
          )}
          {isInCloud && <MenuItem id="clone">Clone…</MenuItem>}
          {isInCloud && mayDelete && (
            <MenuItem id="transfer">Transfer…</MenuItem>
          )}
          {mayDelete && (
            <MenuItem id="delete" color="danger">
              Delete…
            </MenuItem>
          )}
        </Menu>
      </MenuTrigger>
      <ResizeDialog
        {...{ volume, onChanged }}
        isOpen={action === 'resize'}
        onClose={close}
      />
      <BindDialog
        {...{ volume, onChanged }}
        isOpen={action === 'bind'}
        onClose={close}
      />
      <CloneDialog
        volume={volume}
        isOpen={action === 'clone'}
        onClose={close}
      />
      <TransferDialog
        volume={volume}
        isOpen={action === 'transfer'}
        onClose={close}
      />
      <ConfirmDialog
        isOpen={action === 'unbind'}
        onClose={close}
        title={`Take ${name} off ${cluster}?`}
        confirmLabel="Unbind"
        onConfirm={async () =>
          onChanged(
            await unwrap(
              api.client.PATCH('/projects/{project}/volumes/{volume}', {
                params,
                body: { cluster: null },
              }),
            ),
          )
        }
      >
        Its data stay. No run can mount it, and its files cannot be seen here,
        until it is bound to a cluster again.
      </ConfirmDialog>
      <ConfirmDialog
        isOpen={action === 'delete'}
        onClose={close}
        title={`Delete the volume ${name}?`}
        confirmLabel="Delete volume"
        destructive
        typeToConfirm={name}
        onConfirm={remove}
      >
        <Loss volume={volume} />
      </ConfirmDialog>
    </>
  );
}

function Loss({ volume }: { volume: Volume }) {
  const { status, cluster, cloud, deletionProtection } = volume;
  return (
    <Flex direction="column" gap="2">
      {deletionProtection && (
        <Alert
          status="warning"
          icon
          title="It is protected from deletion"
          description="Switch that off first, under “In the cloud”."
        />
      )}
      <Text as="p">
        {cluster === undefined
          ? `All that is on its ${formatBytes(status.capacityBytes)} is lost for good.`
          : `All ${status.files} files in it (${formatBytes(status.usedBytes)}) are lost for good.`}
        {cloud !== undefined &&
          ' Volumes that were made from it stay. One with snapshots is deleted only when those are.'}
      </Text>
    </Flex>
  );
}
