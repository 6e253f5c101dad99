import { useApi } from '@backstage/core-plugin-api';
import { Alert, Flex, Text } from '@backstage/ui';
import { PagodaApiError, type Cluster } from '@pagoda/plugin-pagoda-common';
import { pagodaApiRef, unwrap } from '../../../api';
import { ConfirmDialog } from '../../../components';
import { useLinks } from '../../../hooks/useLinks';
import { useNavigate } from '../../../routing';

/** Removes a cluster from its cloud, after naming what is lost. */
export function RemovalDialog(props: {
  cluster: Cluster;
  isOpen: boolean;
  onClose: () => void;
  onChanged: (cluster: Cluster) => void;
}) {
  const { cluster, onChanged } = props;
  const { name, cloud, pools = [], runs, deletionProtection } = cluster;
  const api = useApi(pagodaApiRef);
  const links = useLinks();
  const navigate = useNavigate();
  const machines = pools.reduce((sum, { wanted }) => sum + wanted, 0);
  const busy = runs.active + runs.queued;
  return (
    <ConfirmDialog
      isOpen={props.isOpen}
      onClose={props.onClose}
      title={`Delete cluster ${name}?`}
      confirmLabel="Delete the cluster"
      destructive
      typeToConfirm={name}
      onConfirm={async () => {
        const params = { path: { cluster: name } };
        await api.client.DELETE('/clusters/{cluster}', { params });
        try {
          onChanged(
            await unwrap(api.client.GET('/clusters/{cluster}', { params })),
          );
        } catch (error) {
          if (!(error instanceof PagodaApiError && error.status === 404)) {
            throw error;
          }
          // It was gone at once.
          navigate(links.clusters());
        }
      }}
    >
      <Flex direction="column" gap="2">
        {deletionProtection && (
          <Alert
            status="warning"
            icon
            title="It is protected from deletion"
            description="Switch that off first, under “Where and how long”."
          />
        )}
        {busy > 0 && (
          <Alert
            status="warning"
            icon
            title={`${runs.active} runs are active on it, and ${runs.queued} wait for it`}
            description="Cancel them, or wait for their end."
          />
        )}
        <Text>Lost for good:</Text>
        <ul style={{ margin: 0 }}>
          <li>
            {machines} machines in {cloud}, with their disks, addresses and
            networks
          </li>
          <li>everything stored on the cluster, its etcd snapshots included</li>
          <li>volumes that storage classes of the cluster have made</li>
        </ul>
        <Text color="secondary">
          Results and logs of runs that PAGoDA has fetched stay. Its record
          stays until nothing of it is left in the cloud.
        </Text>
      </Flex>
    </ConfirmDialog>
  );
}
