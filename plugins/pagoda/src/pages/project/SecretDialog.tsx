import { useState } from 'react';
import { useApi } from '@backstage/core-plugin-api';
import {
  Button,
  Flex,
  PasswordField,
  Select,
  Text,
  TextField,
} from '@backstage/ui';
import type { Secret, SecretPut } from '@pagoda/plugin-pagoda-common';
import { pagodaApiRef, unwrap } from '../../api';
import { DialogForm, FormDialog } from '../../components';

const TYPES = [
  { value: 'Opaque', label: 'Values by key' },
  { value: 'Registry', label: 'A login to an image registry' },
];

interface DialogProps {
  isOpen: boolean;
  project: string;
  /** That is replaced; without it a new one is made. */
  secret?: Secret;
  onClose: () => void;
  onStored: () => void;
}

/** Sets a secret. What was there before cannot be seen, so all of it is asked for. */
export function SecretDialog(props: DialogProps) {
  return (
    <FormDialog isOpen={props.isOpen} onClose={props.onClose} width="34rem">
      <Content {...props} />
    </FormDialog>
  );
}

interface Entry {
  key: string;
  value: string;
}

function Content({ project, secret, onClose, onStored }: DialogProps) {
  const api = useApi(pagodaApiRef);
  const [name, setName] = useState(secret?.name ?? '');
  const [type, setType] = useState<Secret['type']>(secret?.type ?? 'Opaque');
  const [entries, setEntries] = useState<Entry[]>(
    secret?.type === 'Opaque'
      ? secret.keys.map(key => ({ key, value: '' }))
      : [{ key: '', value: '' }],
  );
  const [login, setLogin] = useState({
    server: secret?.registry ?? '',
    username: '',
    password: '',
  });
  const isComplete =
    name.trim() !== '' &&
    (type === 'Registry'
      ? Object.values(login).every(value => value !== '')
      : entries.every(({ key, value }) => key.trim() !== '' && value !== ''));

  async function store() {
    const body: SecretPut =
      type === 'Registry'
        ? { registry: login }
        : {
            data: Object.fromEntries(
              entries.map(({ key, value }) => [key.trim(), value]),
            ),
          };
    await unwrap(
      api.client.PUT('/projects/{project}/secrets/{secret}', {
        params: { path: { project, secret: name.trim() } },
        body,
      }),
    );
    onStored();
  }

  return (
    <DialogForm
      title={secret ? `Replace ${secret.name}` : 'New secret'}
      submitLabel={secret ? 'Replace' : 'Create'}
      refusedTitle="The secret was refused"
      isComplete={isComplete}
      onSubmit={store}
      onClose={onClose}
    >
      {!secret && (
        <>
          <TextField
            label="Name"
            description="Small letters, digits and -"
            value={name}
            onChange={setName}
            isRequired
          />
          <Select
            label="What it is"
            options={TYPES}
            selectedKey={type}
            onSelectionChange={key =>
              setType(key === 'Registry' ? key : 'Opaque')
            }
          />
        </>
      )}
      {secret && (
        <Text color="secondary">
          What it holds cannot be shown, so that all of it has to be entered
          again.
        </Text>
      )}
      {type === 'Registry' ? (
        <LoginFields login={login} onChange={setLogin} />
      ) : (
        <EntryFields entries={entries} onChange={setEntries} />
      )}
    </DialogForm>
  );
}

function LoginFields(props: {
  login: { server: string; username: string; password: string };
  onChange: (login: {
    server: string;
    username: string;
    password: string;
  }) => void;
}) {
  const { login, onChange } = props;
  return (
    <>
      <TextField
        label="Registry"
        description="Such as ghcr.io"
        value={login.server}
        onChange={server => onChange({ ...login, server })}
        isRequired
      />
      <TextField
        label="User"
        value={login.username}
        onChange={username => onChange({ ...login, username })}
        isRequired
      />
      <PasswordField
        label="Password or token"
        value={login.password}
        onChange={password => onChange({ ...login, password })}
        autoComplete="off"
        isRequired
      />
    </>
  );
}

function EntryFields(props: {
  entries: Entry[];
  onChange: (entries: Entry[]) => void;
}) {
  const { entries, onChange } = props;
  const set = (index: number, change: Partial<Entry>) =>
    onChange(
      entries.map((entry, i) =>
        i === index ? { ...entry, ...change } : entry,
      ),
    );
  return (
    <>
      {entries.map((entry, index) => (
        <Flex key={index} gap="3" align="end">
          <TextField
            label="Key"
            value={entry.key}
            onChange={key => set(index, { key })}
            isRequired
          />
          <PasswordField
            label="Value"
            value={entry.value}
            onChange={value => set(index, { value })}
            autoComplete="off"
            isRequired
          />
          <Button
            size="small"
            variant="secondary"
            aria-label={`Leave out ${entry.key || 'this value'}`}
            isDisabled={entries.length === 1}
            onPress={() => onChange(entries.filter((_, i) => i !== index))}
          >
            Remove
          </Button>
        </Flex>
      ))}
      <Button
        size="small"
        variant="secondary"
        onPress={() => onChange([...entries, { key: '', value: '' }])}
      >
        Another value
      </Button>
    </>
  );
}
