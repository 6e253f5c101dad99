import { useState, type FormEvent } from 'react';
import { useApi } from '@backstage/core-plugin-api';
import { toError } from '@backstage/errors';
import {
  Button,
  Checkbox,
  Dialog,
  DialogBody,
  DialogFooter,
  DialogHeader,
  Flex,
  TextField,
} from '@backstage/ui';
import type { Cluster, ClusterCheck } from '@pagoda/plugin-pagoda-common';
import { pagodaApiRef, unwrap } from '../../api';
import { ErrorPanel } from '../../components';
import { useToast } from '../../hooks/useToast';
import { CheckResult } from './CheckResult';
import { ConnectionFields } from './ConnectionFields';
import {
  EMPTY_FORM,
  isComplete,
  toConnection,
  type ConnectionForm,
} from './connectionForm';
import styles from './clusters.module.css';

interface DialogProps {
  isOpen: boolean;
  onClose: () => void;
  onDone: (cluster: Cluster) => void;
  /** Name of the cluster whose connection is replaced; without it one is imported. */
  cluster?: string;
}

/** Imports a cluster, or replaces how one is reached; tries the connection first. */
export function ConnectionDialog(props: DialogProps) {
  return (
    <Dialog
      isOpen={props.isOpen}
      onOpenChange={isOpen => !isOpen && props.onClose()}
      width="min(44rem, 94vw)"
    >
      <Content {...props} />
    </Dialog>
  );
}

function Content({ onClose, onDone, cluster }: DialogProps) {
  const api = useApi(pagodaApiRef);
  const toast = useToast();
  const [name, setName] = useState('');
  const [title, setTitle] = useState('');
  const [form, setForm] = useState<ConnectionForm>(EMPTY_FORM);
  const [check, setCheck] = useState<ClusterCheck>();
  const [force, setForce] = useState(false);
  const [pending, setPending] = useState<'check' | 'send'>();
  const [error, setError] = useState<Error>();

  function change(next: ConnectionForm) {
    setForm(next);
    // What was found is not true of another connection.
    setCheck(undefined);
    setForce(false);
  }

  async function work(what: 'check' | 'send', doIt: () => Promise<void>) {
    setPending(what);
    setError(undefined);
    try {
      await doIt();
    } catch (thrown) {
      setError(toError(thrown));
    } finally {
      setPending(undefined);
    }
  }

  const tryIt = () =>
    work('check', async () => {
      const connection = await toConnection(form);
      setCheck(
        await unwrap(
          api.client.POST('/clusters:check', { body: { connection } }),
        ),
      );
    });

  const send = () =>
    work('send', async () => {
      const connection = await toConnection(form);
      const answer =
        cluster === undefined
          ? await unwrap(
              api.client.POST('/clusters', {
                body: {
                  name: name.trim(),
                  ...(title.trim() && { title: title.trim() }),
                  connection,
                  force,
                },
              }),
            )
          : await unwrap(
              api.client.PATCH('/clusters/{cluster}', {
                params: { path: { cluster } },
                body: { connection, force },
              }),
            );
      toast.success(
        cluster === undefined
          ? `Cluster ${answer.name} is imported`
          : `The connection of ${cluster} is replaced`,
      );
      onDone(answer);
      onClose();
    });

  function submit(event: FormEvent) {
    event.preventDefault();
    (check?.usable || force ? send : tryIt)();
  }

  const isNamed = cluster !== undefined || name.trim() !== '';
  const maySend = check !== undefined && (check.usable || force) && isNamed;
  return (
    <form onSubmit={submit} noValidate className={styles.form}>
      <DialogHeader>
        {cluster === undefined ? 'Import cluster' : `Connection of ${cluster}`}
      </DialogHeader>
      <DialogBody>
        <Flex direction="column" gap="3">
          {cluster === undefined && (
            <Flex gap="3">
              <TextField
                label="Name"
                description="Small letters, digits and -"
                value={name}
                onChange={setName}
                isRequired
              />
              <TextField
                label="Title"
                description="How people call it"
                value={title}
                onChange={setTitle}
              />
            </Flex>
          )}
          <ConnectionFields form={form} onChange={change} />
          {check && <CheckResult check={check} />}
          {check && !check.usable && (
            <Checkbox isSelected={force} onChange={setForce}>
              Take it all the same; it is looked at again and again
            </Checkbox>
          )}
          {error && <ErrorPanel error={error} />}
        </Flex>
      </DialogBody>
      <DialogFooter>
        <Button variant="secondary" onPress={onClose}>
          Close
        </Button>
        <Button
          variant={maySend ? 'secondary' : 'primary'}
          isPending={pending === 'check'}
          isDisabled={!isComplete(form)}
          onPress={tryIt}
        >
          Check
        </Button>
        <Button
          variant={maySend ? 'primary' : 'secondary'}
          isPending={pending === 'send'}
          isDisabled={!maySend}
          onPress={send}
        >
          {cluster === undefined ? 'Import' : 'Replace'}
        </Button>
      </DialogFooter>
    </form>
  );
}
