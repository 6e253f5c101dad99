import { useState } from 'react';
import { useApi } from '@backstage/core-plugin-api';
import { Text } from '@backstage/ui';
import type { Volume } from '@pagoda/plugin-pagoda-common';
import { pagodaApiRef, unwrap } from '../../../api';
import { DialogForm, FormDialog } from '../../../components';
import { MountingClusterField } from './MountingClusterField';

interface Props {
  volume: Volume;
  isOpen: boolean;
  onClose: () => void;
  onChanged: (volume: Volume) => void;
}

/** Lets the runs of a cluster mount a volume in a cloud. */
export function BindDialog(props: Props) {
  return (
    <FormDialog isOpen={props.isOpen} onClose={props.onClose}>
      <Content {...props} />
    </FormDialog>
  );
}

function Content({ volume, onClose, onChanged }: Props) {
  const { project, name } = volume;
  const api = useApi(pagodaApiRef);
  const [cluster, setCluster] = useState(volume.cluster);
  return (
    <DialogForm
      title={`Bind ${name} to a cluster`}
      submitLabel="Bind"
      refusedTitle="It was refused"
      isComplete={cluster !== undefined && cluster !== volume.cluster}
      onSubmit={async () =>
        onChanged(
          await unwrap(
            api.client.PATCH('/projects/{project}/volumes/{volume}', {
              params: { path: { project, volume: name } },
              body: { cluster },
            }),
          ),
        )
      }
      onClose={onClose}
    >
      <Text color="secondary">
        {volume.cluster === undefined
          ? 'Runs on the cluster can mount it then, and its files are shown here.'
          : `It is taken off ${volume.cluster} first; the data stay. Runs that mount it have to end before.`}
      </Text>
      <MountingClusterField value={cluster} onChange={setCluster} isRequired />
    </DialogForm>
  );
}
