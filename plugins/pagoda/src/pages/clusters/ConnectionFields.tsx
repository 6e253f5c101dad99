import { useEffect, useRef, useState } from 'react';
import { toError } from '@backstage/errors';
import {
  Accordion,
  AccordionPanel,
  AccordionTrigger,
  Button,
  Flex,
  PasswordField,
  Select,
  Text,
  TextAreaField,
  TextField,
} from '@backstage/ui';
import type { KubeconfigContext } from '@pagoda/plugin-pagoda-common';
import { readContexts, type ConnectionForm } from './connectionForm';

const KINDS = [
  { value: 'kubeconfig', label: 'A kubeconfig' },
  { value: 'token', label: 'A server and a token, such as Rancher gives' },
  { value: 'inCluster', label: 'The cluster that the portal itself runs on' },
];

interface FieldsProps {
  form: ConnectionForm;
  onChange: (form: ConnectionForm) => void;
}

/** How a cluster is reached. */
export function ConnectionFields({ form, onChange }: FieldsProps) {
  const set = (change: Partial<ConnectionForm>) =>
    onChange({ ...form, ...change });
  return (
    <Flex direction="column" gap="3">
      <Select
        label="Reached by"
        options={KINDS}
        selectedKey={form.kind}
        onSelectionChange={key =>
          set({ kind: String(key) as ConnectionForm['kind'] })
        }
      />
      {form.kind === 'kubeconfig' && (
        <KubeconfigFields form={form} onChange={onChange} />
      )}
      {form.kind === 'token' && (
        <>
          <TextField
            label="Server"
            description="Such as https://rancher.example.org/k8s/clusters/c-m-x1"
            value={form.server}
            onChange={server => set({ server })}
            isRequired
          />
          <PasswordField
            label="Token"
            value={form.token}
            onChange={token => set({ token })}
            autoComplete="off"
            isRequired
          />
        </>
      )}
      {form.kind === 'inCluster' && (
        <Text color="secondary">
          The portal uses the service account of its own pod.
        </Text>
      )}
      <Accordion>
        <AccordionTrigger title="Certificate, proxy and timeouts" />
        <AccordionPanel>
          <Flex direction="column" gap="3">
            <TextAreaField
              label="Certificates to trust"
              description="PEM; by default those of the kubeconfig or of the portal’s host"
              rows={3}
              value={form.ca}
              onChange={ca => set({ ca })}
            />
            <TextField
              label="Name in the server’s certificate"
              description="Where it differs from the address"
              value={form.tlsServerName}
              onChange={tlsServerName => set({ tlsServerName })}
            />
            <TextField
              label="Proxy"
              description="Such as http://proxy.example.org:3128"
              value={form.proxy}
              onChange={proxy => set({ proxy })}
            />
            <Flex gap="3">
              <TextField
                label="Seconds to connect"
                inputMode="numeric"
                value={form.connectTimeout}
                onChange={connectTimeout => set({ connectTimeout })}
              />
              <TextField
                label="Seconds for an answer"
                inputMode="numeric"
                value={form.requestTimeout}
                onChange={requestTimeout => set({ requestTimeout })}
              />
            </Flex>
          </Flex>
        </AccordionPanel>
      </Accordion>
    </Flex>
  );
}

function KubeconfigFields({ form, onChange }: FieldsProps) {
  const input = useRef<HTMLInputElement>(null);
  const [contexts, setContexts] = useState<KubeconfigContext[]>([]);
  const [error, setError] = useState<Error>();
  const { kubeconfig } = form;
  useEffect(() => {
    let wanted = true;
    setError(undefined);
    setContexts([]);
    if (kubeconfig.trim() !== '') {
      readContexts(kubeconfig).then(
        found => wanted && setContexts(found),
        thrown => wanted && setError(toError(thrown)),
      );
    }
    return () => {
      wanted = false;
    };
  }, [kubeconfig]);
  const chosen =
    form.context || contexts.find(({ current }) => current)?.name || '';

  async function choose(file: File | undefined) {
    if (file) {
      onChange({ ...form, kubeconfig: await file.text(), context: '' });
    }
  }

  return (
    <>
      <TextAreaField
        label="Kubeconfig"
        description="Paste it, or choose the file. Of several contexts just the chosen one is sent."
        rows={6}
        value={kubeconfig}
        onChange={text => onChange({ ...form, kubeconfig: text, context: '' })}
        spellCheck="false"
        autoComplete="off"
        isInvalid={error !== undefined}
        isRequired
      />
      {error && (
        <Text color="danger" role="alert">
          {error.message}
        </Text>
      )}
      <Flex align="end" gap="3">
        <Button
          variant="secondary"
          size="small"
          onPress={() => input.current?.click()}
        >
          Choose file
        </Button>
        <input
          ref={input}
          type="file"
          hidden
          aria-label="Kubeconfig file"
          onChange={event => {
            choose(event.target.files?.[0]).catch(thrown =>
              setError(toError(thrown)),
            );
            event.target.value = '';
          }}
        />
        {contexts.length > 0 && (
          <Select
            label="Context"
            options={contexts.map(({ name, server }) => ({
              value: name,
              label: server ? `${name} (${server})` : name,
            }))}
            selectedKey={chosen || null}
            onSelectionChange={key =>
              onChange({ ...form, context: String(key) })
            }
          />
        )}
      </Flex>
    </>
  );
}
