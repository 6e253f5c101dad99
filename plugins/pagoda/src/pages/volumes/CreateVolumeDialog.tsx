import { useState } from 'react';
import { useApi } from '@backstage/core-plugin-api';
import { Select, TextField } from '@backstage/ui';
import { pagodaApiRef } from '../../api';
import { DialogForm, FormDialog } from '../../components';
import { useToast } from '../../hooks/useToast';
import { useWhoami } from '../../hooks/useWhoami';
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
  const whoami = useWhoami();
  const projects = (whoami.data?.projects ?? []).filter(
    project => project.role !== 'viewer',
  );
  const [chosen, setChosen] = useState<string>();
  const [name, setName] = useState('');
  const [size, setSize] = useState('1Gi');
  const [description, setDescription] = useState('');
  const [storage, setStorage] = useState<StorageChoice>({});
  const project = chosen ?? projects[0]?.name;

  async function create() {
    await api.client.POST('/projects/{project}/volumes', {
      params: { path: { project: project ?? '' } },
      body: {
        name: name.trim(),
        size: size.trim(),
        ...(description && { description }),
        ...storage,
      },
    });
    toast.success(`Volume ${name} is made`);
    onCreated();
  }

  return (
    <DialogForm
      title="New volume"
      submitLabel="Create"
      refusedTitle="The volume was refused"
      isComplete={project !== undefined && name.trim() !== ''}
      onSubmit={create}
      onClose={onClose}
    >
      <Select
        label="Project"
        options={projects.map(one => ({
          value: one.name,
          label: one.title ?? one.name,
        }))}
        selectedKey={project ?? null}
        onSelectionChange={key => setChosen(String(key ?? ''))}
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
      <StorageFields choice={storage} onChange={setStorage} />
      <TextField
        label="Description"
        value={description}
        onChange={setDescription}
      />
    </DialogForm>
  );
}
