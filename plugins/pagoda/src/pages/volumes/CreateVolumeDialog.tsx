import { useState } from 'react';
import { useApi } from '@backstage/core-plugin-api';
import { Radio, RadioGroup, TextField } from '@backstage/ui';
import { pagodaApiRef } from '../../api';
import { useClouds } from '../../clouds/useClouds';
import type { PreflightState } from '../../clouds/useVerdict';
import { DialogForm, FormDialog } from '../../components';
import { useIdempotencyKey } from '../../hooks/useIdempotencyKey';
import { useProjectChoices } from '../../hooks/useProjectChoices';
import { useToast } from '../../hooks/useToast';
import { ChoiceField } from '../../scaffolder/ChoiceField';
import { CloudFields, type CloudChoice } from './cloud/CloudFields';
import { isSize, useVolumePreflight } from './cloud/useVolumePreflight';
import { StorageFields, type StorageChoice } from './StorageFields';

const SIZE_HINT =
  'Such as 10Gi; it can be made larger later where its storage can';

interface DialogProps {
  isOpen: boolean;
  onClose: () => void;
  onCreated: () => void;
}

/** Makes a volume in one of the user's projects. */
export function CreateVolumeDialog(props: DialogProps) {
  return (
    <FormDialog isOpen={props.isOpen} onClose={props.onClose} isDismissable>
      <Content {...props} />
    </FormDialog>
  );
}

function Content({ onClose, onCreated }: DialogProps) {
  const api = useApi(pagodaApiRef);
  const toast = useToast();
  const projects = useProjectChoices('researcher');
  const [chosen, setChosen] = useState<string>();
  const [name, setName] = useState('');
  const [size, setSize] = useState('1Gi');
  const [description, setDescription] = useState('');
  const [storage, setStorage] = useState<StorageChoice>({});
  const [isInCloud, setInCloud] = useState(false);
  const [place, setPlace] = useState<CloudChoice>({});
  const clouds = useClouds();
  const keyOf = useIdempotencyKey();
  const project = chosen ?? projects.data?.[0]?.name;
  const { cloud, volumeType } = place;
  const preflight = useVolumePreflight(
    project,
    isInCloud && cloud !== undefined
      ? { cloud, size: size.trim(), volumeType }
      : undefined,
  );
  const missing = [
    ...(project === undefined ? ['a project'] : []),
    ...(cloud === undefined ? ['a cloud'] : []),
    ...(isSize(size.trim()) ? [] : ['a size, such as 10Gi']),
  ];

  async function create() {
    const body = {
      name: name.trim(),
      size: size.trim(),
      ...(description && { description }),
      ...(isInCloud ? place : storage),
    };
    await api.client.POST('/projects/{project}/volumes', {
      params: {
        path: { project: project ?? '' },
        header: { 'Idempotency-Key': keyOf({ project, body }) },
      },
      body,
    });
    toast.success(`Volume ${name} is made`);
    onCreated();
  }

  return (
    <DialogForm
      title="New volume"
      submitLabel="Create"
      refusedTitle="The volume was refused"
      isComplete={
        project !== undefined &&
        name.trim() !== '' &&
        (!isInCloud || (missing.length === 0 && !isShort(preflight)))
      }
      onSubmit={create}
      onClose={onClose}
    >
      <ChoiceField
        label="Project"
        choices={projects}
        value={project}
        onChange={setChosen}
        isRequired
        isInvalid={false}
        isDisabled={false}
        empty="You may create volumes in no project. Ask an owner of one, or an administrator."
      />
      <TextField
        label="Name"
        description="Small letters, digits and -"
        value={name}
        onChange={setName}
        isRequired
      />
      <TextField
        label="Size"
        description={SIZE_HINT}
        value={size}
        onChange={setSize}
        isRequired
      />
      <TextField
        label="Description"
        value={description}
        onChange={setDescription}
      />
      {clouds.data?.some(({ kind }) => kind === 'openstack') && (
        <RadioGroup
          label="Where"
          orientation="horizontal"
          value={isInCloud ? 'cloud' : 'cluster'}
          onChange={value => setInCloud(value === 'cloud')}
        >
          <Radio value="cluster">In a cluster</Radio>
          <Radio value="cloud">In a cloud</Radio>
        </RadioGroup>
      )}
      {isInCloud ? (
        <CloudFields
          choice={place}
          onChange={setPlace}
          {...{ preflight, missing }}
        />
      ) : (
        <StorageFields choice={storage} onChange={setStorage} />
      )}
    </DialogForm>
  );
}

/** It would be refused, as the portal has just said. */
function isShort({ verdict, isChecking }: PreflightState): boolean {
  return verdict?.fits === false && !isChecking;
}
