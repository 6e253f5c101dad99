import { useState } from 'react';
import { useApi } from '@backstage/core-plugin-api';
import { Text, TextField } from '@backstage/ui';
import type { Volume, VolumeSnapshot } from '@pagoda/plugin-pagoda-common';
import { pagodaApiRef, unwrap } from '../../../api';
import { OfferField } from '../../../clouds/OfferField';
import { PreflightVerdict } from '../../../clouds/PreflightVerdict';
import { DialogForm, FormDialog } from '../../../components';
import { useIdempotencyKey } from '../../../hooks/useIdempotencyKey';
import { useLinks } from '../../../hooks/useLinks';
import { useNavigate } from '../../../routing';
import { MountingClusterField } from './MountingClusterField';
import { isSize, useVolumePreflight } from './useVolumePreflight';

interface Props {
  volume: Volume;
  /** What the new one is made from; the volume as it is where it is missing. */
  snapshot?: VolumeSnapshot;
  isOpen: boolean;
  onClose: () => void;
}

/** Makes a new volume with what another, or a snapshot of it, holds. */
export function CloneDialog(props: Props) {
  return (
    <FormDialog isOpen={props.isOpen} onClose={props.onClose}>
      <Content {...props} />
    </FormDialog>
  );
}

function Content({ volume, snapshot, onClose }: Props) {
  const { project, cloud } = volume;
  const api = useApi(pagodaApiRef);
  const links = useLinks();
  const navigate = useNavigate();
  const keyOf = useIdempotencyKey();
  const [name, setName] = useState('');
  const [size, setSize] = useState(volume.spec.size);
  const [volumeType, setVolumeType] = useState(volume.volumeType);
  const [cluster, setCluster] = useState(volume.cluster);
  const preflight = useVolumePreflight(
    project,
    cloud === undefined ? undefined : { cloud, size: size.trim(), volumeType },
  );

  async function clone() {
    const body = {
      name: name.trim(),
      size: size.trim(),
      ...(snapshot && { snapshot: snapshot.name }),
      ...(volumeType !== undefined && { volumeType }),
      ...(cluster !== undefined && { cluster }),
    };
    const made = await unwrap(
      api.client.POST('/projects/{project}/volumes/{volume}:clone', {
        params: {
          path: { project, volume: volume.name },
          header: { 'Idempotency-Key': keyOf(body) },
        },
        body,
      }),
    );
    navigate(links.volume(made.project, made.name));
  }

  return (
    <DialogForm
      title={`New volume from ${snapshot ? snapshot.name : volume.name}`}
      submitLabel="Create"
      refusedTitle="The volume was refused"
      isComplete={name.trim() !== '' && isSize(size.trim())}
      onSubmit={clone}
      onClose={onClose}
    >
      {!snapshot && (
        <Text color="secondary">
          It gets what {volume.name} holds now. What runs have not written out
          yet may be missing: end them first, where that matters.
        </Text>
      )}
      <TextField
        label="Name"
        description="Small letters, digits and -"
        value={name}
        onChange={setName}
        isRequired
      />
      <TextField
        label="Size"
        description={`At least ${volume.spec.size}`}
        value={size}
        onChange={setSize}
        isRequired
      />
      <OfferField
        cloud={cloud}
        kind="volumeType"
        value={volumeType}
        onChange={setVolumeType}
        none={`That of ${volume.name}`}
      />
      <MountingClusterField
        value={cluster}
        onChange={setCluster}
        none="None yet"
      />
      <PreflightVerdict
        state={preflight}
        missing={isSize(size.trim()) ? [] : ['a size, such as 10Gi']}
        problems={preflight.verdict?.problems.length ?? 0}
        unplaced={preflight.verdict?.problems.map(({ field, message }) => ({
          ...{ field, text: message },
        }))}
      />
    </DialogForm>
  );
}
