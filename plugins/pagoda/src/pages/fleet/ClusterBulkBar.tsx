import { useState } from 'react';
import { useApi } from '@backstage/core-plugin-api';
import { Button, Text } from '@backstage/ui';
import { pagodaApiRef, unwrap } from '../../api';
import { BulkDialog, type BulkAction } from './BulkDialog';
import type { ClusterRow } from './ClustersTab';
import { ExtendDialog } from './ExtendDialog';
import styles from './fleet.module.css';

/** What can be done with the selected clusters. */
export function ClusterBulkBar(props: {
  clusters: ClusterRow[];
  onClear: () => void;
  /** Called after something was done. */
  onChange: () => void;
}) {
  const { clusters } = props;
  const api = useApi(pagodaApiRef);
  const [action, setAction] = useState<BulkAction<ClusterRow>>();
  const [isExtending, setExtending] = useState(false);
  // The embedded cluster and servers with Docker come from the configuration.
  const removable = clusters.filter(
    ({ provisioner }) => provisioner !== 'local' && provisioner !== 'docker',
  );
  const provisioned = clusters.filter(({ plan }) => plan !== undefined);

  function protect(deletionProtection: boolean) {
    setAction({
      title: `${deletionProtection ? 'Protect' : 'Unprotect'} ${count(provisioned.length)}?`,
      confirmLabel: deletionProtection ? 'Protect' : 'Take protection off',
      about: (
        <Text>
          {deletionProtection
            ? 'They cannot be deleted then, neither by hand nor at their end.'
            : 'They can be deleted then, and are removed after their end.'}
        </Text>
      ),
      items: provisioned,
      work: ({ name }) =>
        unwrap(
          api.client.PATCH('/clusters/{cluster}', {
            params: { path: { cluster: name } },
            body: { deletionProtection },
          }),
        ),
    });
  }

  function remove() {
    const made = removable.filter(({ plan }) => plan !== undefined).length;
    setAction({
      title: `Delete ${count(removable.length)}?`,
      confirmLabel: 'Delete',
      destructive: true,
      typeToConfirm:
        removable.length === 1
          ? removable[0].name
          : `delete ${removable.length}`,
      about: (
        <Text>
          {made > 0 &&
            `${count(made)} made in a cloud: machines and disks are deleted with all data on them. `}
          {made < removable.length &&
            `${count(removable.length - made)} imported: forgotten here; the clusters themselves stay. `}
          Those that are protected, or in use, are refused.
        </Text>
      ),
      items: removable,
      work: ({ name }) =>
        api.client.DELETE('/clusters/{cluster}', {
          params: { path: { cluster: name } },
        }),
    });
  }

  return (
    <>
      {clusters.length > 0 && (
        <div
          className={styles.bulk}
          role="toolbar"
          aria-label="Selected clusters"
        >
          <Text weight="bold">{count(clusters.length)} selected</Text>
          <Button
            size="small"
            variant="secondary"
            isDisabled={provisioned.length === 0}
            onPress={() => setExtending(true)}
          >
            {`Extend ${provisioned.length || ''}`.trim()}
          </Button>
          <Button
            size="small"
            variant="secondary"
            isDisabled={provisioned.length === 0}
            onPress={() => protect(true)}
          >
            Protect
          </Button>
          <Button
            size="small"
            variant="secondary"
            isDisabled={provisioned.length === 0}
            onPress={() => protect(false)}
          >
            Unprotect
          </Button>
          <Button
            size="small"
            variant="secondary"
            destructive
            isDisabled={removable.length === 0}
            onPress={remove}
          >
            {`Delete ${removable.length || ''}`.trim()}
          </Button>
          <Button size="small" variant="tertiary" onPress={props.onClear}>
            Clear selection
          </Button>
        </div>
      )}
      <ExtendDialog
        clusters={isExtending ? provisioned : []}
        onClose={() => setExtending(false)}
        onExtend={extend => {
          setExtending(false);
          setAction(extend);
        }}
      />
      <BulkDialog
        action={action}
        onClose={changed => {
          setAction(undefined);
          if (changed) {
            props.onChange();
          }
        }}
      />
    </>
  );
}

function count(number: number): string {
  return number === 1 ? '1 cluster' : `${number} clusters`;
}
