import { useState } from 'react';
import { useApi } from '@backstage/core-plugin-api';
import {
  Button,
  ButtonIcon,
  Menu,
  MenuItem,
  MenuTrigger,
  Text,
} from '@backstage/ui';
import { RiMoreLine } from '@remixicon/react';
import type { Cluster, ClusterPlan } from '@pagoda/plugin-pagoda-common';
import { pagodaApiRef } from '../../../api';
import { ConfirmDialog } from '../../../components';
import { KubeconfigDialog } from './KubeconfigDialog';
import { RemovalDialog } from './RemovalDialog';
import { ScaleDialog } from './ScaleDialog';
import { UpgradeDialog } from './UpgradeDialog';

type Action = 'scale' | 'upgrade' | 'rotate' | 'kubeconfig' | 'delete';

/** What can be done with a cluster that PAGoDA has made. */
export function ProvisionedMenu(props: {
  cluster: Cluster;
  plan: ClusterPlan;
  isAdministrator: boolean;
  onChanged: (cluster: Cluster) => void;
  /** Something goes on now that was not before. */
  onBegun: () => void;
}) {
  const { cluster, plan, onChanged, onBegun } = props;
  const { name, status } = cluster;
  const api = useApi(pagodaApiRef);
  const [action, setAction] = useState<Action>();
  const close = () => setAction(undefined);
  if (status.phase === 'Deleting') {
    return null;
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
          <MenuItem id="upgrade">Upgrade…</MenuItem>
          <MenuItem id="rotate">Rotate certificates…</MenuItem>
          {props.isAdministrator && (
            <MenuItem id="kubeconfig">Kubeconfig…</MenuItem>
          )}
          <MenuItem id="delete" color="danger">
            Delete…
          </MenuItem>
        </Menu>
      </MenuTrigger>
      <Button variant="primary" onPress={() => setAction('scale')}>
        Scale
      </Button>
      <ScaleDialog
        {...{ cluster, plan, onChanged }}
        isOpen={action === 'scale'}
        onClose={close}
      />
      <UpgradeDialog
        {...{ plan, onBegun }}
        cluster={name}
        isOpen={action === 'upgrade'}
        onClose={close}
      />
      <KubeconfigDialog
        cluster={name}
        isOpen={action === 'kubeconfig'}
        onClose={close}
        onMade={onBegun}
      />
      <RemovalDialog
        {...{ cluster, onChanged }}
        isOpen={action === 'delete'}
        onClose={close}
      />
      <ConfirmDialog
        isOpen={action === 'rotate'}
        onClose={close}
        title={`Make the certificates of ${name} anew?`}
        confirmLabel="Rotate"
        onConfirm={async () => {
          await api.client.POST('/clusters/{cluster}:rotate', {
            params: { path: { cluster: name } },
            body: {},
          });
          onBegun();
        }}
      >
        <Text>
          Parts of the cluster are started again one after the other.
          Kubeconfigs with certificates that were given out before do not hold
          any more; runs go on.
        </Text>
      </ConfirmDialog>
    </>
  );
}
