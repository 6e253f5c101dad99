import { useState } from 'react';
import { useApi } from '@backstage/core-plugin-api';
import { Button, Text } from '@backstage/ui';
import { formatBytes } from '@pagoda/plugin-pagoda-common';
import { pagodaApiRef } from '../../api';
import { BulkDialog, type BulkAction } from './BulkDialog';
import styles from './fleet.module.css';
import type { VolumeRow } from './VolumesTab';

/** What can be done with the selected volumes. */
export function VolumeBulkBar(props: {
  volumes: VolumeRow[];
  onClear: () => void;
  /** Called after something was done. */
  onChange: () => void;
}) {
  const { volumes } = props;
  const api = useApi(pagodaApiRef);
  const [action, setAction] = useState<BulkAction<VolumeRow>>();
  const used = volumes.reduce((sum, { status }) => sum + status.usedBytes, 0);

  function remove() {
    setAction({
      title: `Delete ${count(volumes.length)}?`,
      confirmLabel: 'Delete',
      destructive: true,
      typeToConfirm:
        volumes.length === 1 ? volumes[0].name : `delete ${volumes.length}`,
      about: (
        <Text>
          All that is in them, {formatBytes(used)}, is lost. Those that runs
          still need are refused.
        </Text>
      ),
      items: volumes,
      work: ({ project, name }) =>
        api.client.DELETE('/projects/{project}/volumes/{volume}', {
          params: { path: { project, volume: name } },
        }),
    });
  }

  return (
    <>
      {volumes.length > 0 && (
        <div
          className={styles.bulk}
          role="toolbar"
          aria-label="Selected volumes"
        >
          <Text weight="bold">{count(volumes.length)} selected</Text>
          <Button size="small" variant="secondary" destructive onPress={remove}>
            {`Delete ${volumes.length}`}
          </Button>
          <Button size="small" variant="tertiary" onPress={props.onClear}>
            Clear selection
          </Button>
        </div>
      )}
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
  return number === 1 ? '1 volume' : `${number} volumes`;
}
