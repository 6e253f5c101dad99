import { useState } from 'react';
import { useApi } from '@backstage/core-plugin-api';
import { Button, Flex } from '@backstage/ui';
import type { Project } from '@pagoda/plugin-pagoda-common';
import { pagodaApiRef, unwrap } from '../../api';
import { ErrorPanel, FactList, NamespaceTable, Panel } from '../../components';
import { useRepeated } from '../../hooks/useRepeated';
import { useResource } from '../../hooks/useResource';
import { useWhoami } from '../../hooks/useWhoami';
import { KubernetesDialog } from './KubernetesDialog';
import { formatToleration } from './kubernetesForm';

/** How often it is looked at what became of the namespaces, in milliseconds. */
const REFRESH = 10_000;

/** How the project lives on Kubernetes, and where; administrators change it here. */
export function KubernetesPanel(props: {
  project: Project;
  onChanged: (project: Project) => void;
}) {
  const { project, onChanged } = props;
  const api = useApi(pagodaApiRef);
  const isAdministrator = useWhoami().data?.administrator ?? false;
  const [isChanging, setChanging] = useState(false);
  const { data, error, refresh } = useResource(
    `namespaces ${project.name}`,
    signal =>
      unwrap(
        api.client.GET('/projects/{project}/namespaces', {
          params: { path: { project: project.name } },
          signal,
        }),
      ),
  );
  useRepeated(refresh, REFRESH);
  return (
    <Panel
      title="Kubernetes"
      action={
        isAdministrator && (
          <Button
            size="small"
            variant="secondary"
            onPress={() => setChanging(true)}
          >
            Change settings
          </Button>
        )
      }
    >
      <Flex direction="column" gap="4">
        <FactList title="Settings" facts={factsOf(project)} />
        {error && <ErrorPanel error={error} onRetry={refresh} />}
        {data && data.items.length > 0 && (
          <NamespaceTable label="Namespaces" items={data.items} by="cluster" />
        )}
      </Flex>
      <KubernetesDialog
        isOpen={isChanging}
        project={project}
        onClose={() => setChanging(false)}
        onChanged={onChanged}
      />
    </Panel>
  );
}

function factsOf({ kubernetes = {} }: Project) {
  const { proxy } = kubernetes;
  const list = (label: string, items: string[] = []) =>
    items.length > 0 ? [{ label, value: items.join(', ') }] : [];
  return [
    { label: 'Pod Security', value: kubernetes.podSecurity ?? 'restricted' },
    { label: 'Root', value: kubernetes.allowRoot ? 'allowed' : 'refused' },
    {
      label: 'Exec and port-forward',
      value: kubernetes.interactive === false ? 'switched off' : 'possible',
    },
    ...list('Private networks', kubernetes.allowedNetworks),
    ...list(
      'Node selectors',
      kubernetes.nodeSelectors?.map(
        ({ key, values }) => `${key}=${values?.join('|') ?? 'any'}`,
      ),
    ),
    ...list('Taints', kubernetes.tolerations?.map(formatToleration)),
    ...list('Proxies', [
      ...(proxy?.http ? [proxy.http] : []),
      ...(proxy?.https ? [proxy.https] : []),
    ]),
    ...list('Logins to registries', kubernetes.pullSecrets),
  ];
}
