import { useState } from 'react';
import { useApi } from '@backstage/core-plugin-api';
import {
  Checkbox,
  Flex,
  Select,
  TextAreaField,
  TextField,
} from '@backstage/ui';
import type { Project } from '@pagoda/plugin-pagoda-common';
import { pagodaApiRef, unwrap } from '../../api';
import { DialogForm, FormDialog } from '../../components';
import { fromForm, toForm, type KubernetesForm } from './kubernetesForm';

const LEVELS = [
  { value: 'restricted', label: 'restricted: the safest' },
  { value: 'baseline', label: 'baseline: for images that restricted refuses' },
];

interface DialogProps {
  isOpen: boolean;
  project: Project;
  onClose: () => void;
  onChanged: (project: Project) => void;
}

/** Changes how a project lives on Kubernetes clusters. */
export function KubernetesDialog(props: DialogProps) {
  return (
    <FormDialog isOpen={props.isOpen} onClose={props.onClose} width="40rem">
      <Content {...props} />
    </FormDialog>
  );
}

function Content({ project, onClose, onChanged }: DialogProps) {
  const api = useApi(pagodaApiRef);
  const [form, setForm] = useState(() => toForm(project.kubernetes));
  const set = (change: Partial<KubernetesForm>) =>
    setForm({ ...form, ...change });

  async function save() {
    onChanged(
      await unwrap(
        api.client.PATCH('/projects/{project}', {
          params: { path: { project: project.name } },
          body: { kubernetes: fromForm(form) },
        }),
      ),
    );
  }

  return (
    <DialogForm
      title={`Kubernetes settings of ${project.name}`}
      submitLabel="Save"
      refusedTitle="The settings were refused"
      isComplete
      onSubmit={save}
      onClose={onClose}
    >
      <Select
        label="Pod Security level"
        options={LEVELS}
        selectedKey={form.podSecurity}
        onSelectionChange={key =>
          set({ podSecurity: key === 'baseline' ? key : 'restricted' })
        }
      />
      <Checkbox
        isSelected={form.allowRoot}
        onChange={allowRoot => set({ allowRoot })}
      >
        Images may run as root (needs baseline)
      </Checkbox>
      <Checkbox
        isSelected={form.interactive}
        onChange={interactive => set({ interactive })}
      >
        Commands and port-forwards into running runs
      </Checkbox>
      <TextAreaField
        label="Private networks that runs may reach"
        description="One a line, such as 10.2.0.0/16; the internet is open anyway"
        rows={2}
        value={form.allowedNetworks}
        onChange={allowedNetworks => set({ allowedNetworks })}
      />
      <TextAreaField
        label="Node selectors that runs may have"
        description="One a line, such as disk=ssd,nvme; without values any"
        rows={2}
        value={form.nodeSelectors}
        onChange={nodeSelectors => set({ nodeSelectors })}
      />
      <TextAreaField
        label="Taints that runs may tolerate"
        description="One a line, such as gpu=a100:NoSchedule; value and effect may be left out"
        rows={2}
        value={form.tolerations}
        onChange={tolerations => set({ tolerations })}
      />
      <Flex gap="3">
        <TextField
          label="HTTP proxy"
          value={form.httpProxy}
          onChange={httpProxy => set({ httpProxy })}
        />
        <TextField
          label="HTTPS proxy"
          value={form.httpsProxy}
          onChange={httpsProxy => set({ httpsProxy })}
        />
      </Flex>
      <TextAreaField
        label="Hosts without proxy"
        description="One a line, such as .example.org"
        rows={2}
        value={form.noProxy}
        onChange={noProxy => set({ noProxy })}
      />
      <TextAreaField
        label="Logins to image registries"
        description="Secrets of the project, one a line"
        rows={2}
        value={form.pullSecrets}
        onChange={pullSecrets => set({ pullSecrets })}
      />
    </DialogForm>
  );
}
