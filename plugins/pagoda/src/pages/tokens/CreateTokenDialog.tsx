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
import type { TokenCreated, TokenScope } from '@pagoda/plugin-pagoda-common';
import { pagodaApiRef, unwrap } from '../../api';
import { ErrorPanel } from '../../components';

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
    <Dialog
      isOpen={props.isOpen}
      onOpenChange={isOpen => !isOpen && props.onClose()}
      width="min(30rem, 94vw)"
      isDismissable
    >
      <Content {...props} />
    </Dialog>
  );
}

function Content({ onClose, onCreated }: DialogProps) {
  const api = useApi(pagodaApiRef);
  const [name, setName] = useState('');
  const [scope, setScope] = useState<TokenScope>('write');
  const [days, setDays] = useState('90');
  const [isPending, setPending] = useState(false);
  const [error, setError] = useState<Error>();

  async function create(event: FormEvent) {
    event.preventDefault();
    setPending(true);
    setError(undefined);
    try {
      onCreated(
        await unwrap(
          api.client.POST('/tokens', {
            body: { name: name.trim(), scope, expiresInDays: Number(days) },
          }),
        ),
      );
      onClose();
    } catch (thrown) {
      setError(toError(thrown));
      setPending(false);
    }
  }

  return (
    <form onSubmit={create} noValidate>
      <DialogHeader>New access token</DialogHeader>
      <DialogBody>
        <Flex direction="column" gap="3">
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
          {error && <ErrorPanel error={error} title="The token was refused" />}
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
          isDisabled={name.trim() === ''}
        >
          Create
        </Button>
      </DialogFooter>
    </form>
  );
}
