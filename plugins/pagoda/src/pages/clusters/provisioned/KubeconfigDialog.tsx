import { useState } from 'react';
import { useApi } from '@backstage/core-plugin-api';
import { Alert, Select, Text } from '@backstage/ui';
import { pagodaApiRef, saveBlob, unwrap } from '../../../api';
import { DialogForm, FormDialog } from '../../../components';
import { useToast } from '../../../hooks/useToast';

const HOLDS = [
  { value: '3600', label: 'one hour' },
  { value: '28800', label: 'eight hours' },
  { value: '86400', label: 'one day' },
  { value: '604800', label: 'one week' },
];

interface Props {
  cluster: string;
  isOpen: boolean;
  onClose: () => void;
  onMade: () => void;
}

/** Makes a kubeconfig that ends by itself, for administrators. */
export function KubeconfigDialog(props: Props) {
  return (
    <FormDialog isOpen={props.isOpen} onClose={props.onClose}>
      <Content {...props} />
    </FormDialog>
  );
}

function Content({ cluster, onClose, onMade }: Props) {
  const api = useApi(pagodaApiRef);
  const toast = useToast();
  const [ttl, setTtl] = useState(HOLDS[0].value);

  async function make() {
    const { kubeconfig, expiresAt } = await unwrap(
      api.client.POST('/clusters/{cluster}/kubeconfig', {
        params: { path: { cluster } },
        body: { ttlSeconds: Number(ttl) },
      }),
    );
    saveBlob(
      new Blob([kubeconfig], { type: 'application/yaml' }),
      `${cluster}.kubeconfig`,
    );
    toast.success(
      `The kubeconfig holds until ${new Date(expiresAt).toLocaleString()}`,
    );
    onMade();
  }

  return (
    <DialogForm
      title={`Kubeconfig of ${cluster}`}
      submitLabel="Make and save it"
      refusedTitle="The kubeconfig was refused"
      isComplete
      onSubmit={make}
      onClose={onClose}
    >
      <Alert
        status="warning"
        icon
        title="Whoever has it rules the cluster"
        description="It reads and changes all that is on it, secrets of projects included. Keep it to yourself, and delete it after. That you have made it is written into the events."
      />
      <Select
        label="It holds for"
        options={HOLDS}
        selectedKey={ttl}
        onSelectionChange={key => setTtl(String(key ?? HOLDS[0].value))}
      />
      <Text variant="body-small" color="secondary">
        The shortest that is enough is the best: it cannot be taken back in
        every cloud.
      </Text>
    </DialogForm>
  );
}
