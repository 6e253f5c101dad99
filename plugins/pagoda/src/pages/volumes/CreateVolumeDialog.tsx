import { useState, type FormEvent } from 'react';
import { useApi } from '@backstage/core-plugin-api';
import { toError } from '@backstage/errors';
import {
  Button,
  Dialog,
  DialogBody,
  DialogFooter,
  DialogHeader,
  Flex,
  Select,
  TextField,
} from '@backstage/ui';
import { pagodaApiRef } from '../../api';
import { ErrorPanel } from '../../components';
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
    <Dialog
      isOpen={props.isOpen}
      onOpenChange={isOpen => !isOpen && props.onClose()}
      width="min(32rem, 94vw)"
      isDismissable
    >
      <Content {...props} />
    </Dialog>
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
  const [isPending, setPending] = useState(false);
  const [error, setError] = useState<Error>();
  const project = chosen ?? projects[0]?.name;

  async function create(event: FormEvent) {
    event.preventDefault();
    setPending(true);
    setError(undefined);
    try {
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
      onClose();
    } catch (thrown) {
      setError(toError(thrown));
      setPending(false);
    }
  }

  return (
    <form onSubmit={create} noValidate>
      <DialogHeader>New volume</DialogHeader>
      <DialogBody>
        <Flex direction="column" gap="3">
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
          {error && <ErrorPanel error={error} title="The volume was refused" />}
        </Flex>
      </DialogBody>
      <DialogFooter>
        <Button variant="secondary" onPress={onClose}>
          Close
        </Button>
        <Button
          variant="primary"
          type="submit"
          isPending={isPending}
          isDisabled={project === undefined || name.trim() === ''}
        >
          Create
        </Button>
      </DialogFooter>
    </form>
  );
}
