import { useState } from 'react';
import { useApi } from '@backstage/core-plugin-api';
import { Select, TextField } from '@backstage/ui';
import type { TokenCreated, TokenScope } from '@pagoda/plugin-pagoda-common';
import { pagodaApiRef, unwrap } from '../../api';
import { DialogForm, FormDialog } from '../../components';

interface DialogProps {
  isOpen: boolean;
  onClose: () => void;
  onCreated: (token: TokenCreated) => void;
}

const SCOPES = [
  { value: 'read', label: 'read: look at everything you may see' },
  { value: 'write', label: 'write: also start, change and delete' },
  { value: 'admin', label: 'admin: also what administrators may' },
];
const ENDS = ['7', '30', '90', '365'];

/** Makes a personal access token. */
export function CreateTokenDialog(props: DialogProps) {
  return (
    <FormDialog
      isOpen={props.isOpen}
      onClose={props.onClose}
      width="30rem"
      isDismissable
    >
      <Content {...props} />
    </FormDialog>
  );
}

function Content({ onClose, onCreated }: DialogProps) {
  const api = useApi(pagodaApiRef);
  const [name, setName] = useState('');
  const [scope, setScope] = useState<TokenScope>('write');
  const [days, setDays] = useState('90');

  async function create() {
    onCreated(
      await unwrap(
        api.client.POST('/tokens', {
          body: { name: name.trim(), scope, expiresInDays: Number(days) },
        }),
      ),
    );
  }

  return (
    <DialogForm
      title="New access token"
      submitLabel="Create"
      refusedTitle="The token was refused"
      isComplete={name.trim() !== ''}
      onSubmit={create}
      onClose={onClose}
    >
      <TextField
        label="Name"
        description="What it is for, such as notebook"
        value={name}
        onChange={setName}
        isRequired
      />
      <Select
        label="Scope"
        options={SCOPES}
        selectedKey={scope}
        onSelectionChange={key => setScope(String(key) as TokenScope)}
      />
      <Select
        label="Ends after"
        options={ENDS.map(value => ({ value, label: `${value} days` }))}
        selectedKey={days}
        onSelectionChange={key => setDays(String(key))}
      />
    </DialogForm>
  );
}
