import { useState } from 'react';
import { useApi } from '@backstage/core-plugin-api';
import { Text, TextField } from '@backstage/ui';
import { pagodaApiRef } from '../../../api';
import { DialogForm, FormDialog } from '../../../components';
import { useIdempotencyKey } from '../../../hooks/useIdempotencyKey';

interface Props {
  path: { project: string; volume: string };
  isOpen: boolean;
  onClose: () => void;
  onTaken: () => void;
}

/** Takes a snapshot of a volume in a cloud. */
export function TakeSnapshotDialog(props: Props) {
  return (
    <FormDialog isOpen={props.isOpen} onClose={props.onClose}>
      <Content {...props} />
    </FormDialog>
  );
}

function Content(props: Props) {
  const api = useApi(pagodaApiRef);
  const [name, setName] = useState('');
  const [description, setDescription] = useState('');
  const keyOf = useIdempotencyKey();
  return (
    <DialogForm
      title={`Take a snapshot of ${props.path.volume}`}
      submitLabel="Take it"
      refusedTitle="The snapshot was refused"
      isComplete
      onSubmit={async () => {
        const body = {
          ...(name.trim() && { name: name.trim() }),
          ...(description && { description }),
        };
        await api.client.POST(
          '/projects/{project}/volumes/{volume}/snapshots',
          {
            params: {
              path: props.path,
              header: { 'Idempotency-Key': keyOf(body) },
            },
            body,
          },
        );
        props.onTaken();
      }}
      onClose={props.onClose}
    >
      <Text color="secondary">
        It also holds while runs write, as a disk does whose machine loses
        power: what they have not written out yet is not in it.
      </Text>
      <TextField
        label="Name"
        description="Small letters, digits and -; left open, one with the time in it"
        value={name}
        onChange={setName}
      />
      <TextField
        label="Description"
        value={description}
        onChange={setDescription}
      />
    </DialogForm>
  );
}
