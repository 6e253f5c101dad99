import { useState } from 'react';
import { useApi } from '@backstage/core-plugin-api';
import { Select, Skeleton, Text } from '@backstage/ui';
import type { ClusterPlan } from '@pagoda/plugin-pagoda-common';
import { pagodaApiRef, unwrap } from '../../../api';
import { DialogForm, ErrorPanel, FormDialog } from '../../../components';
import { useResource } from '../../../hooks/useResource';

interface Props {
  cluster: string;
  plan: ClusterPlan;
  isOpen: boolean;
  onClose: () => void;
  onBegun: () => void;
}

/** Upgrades a cluster to one of the versions that it may have next. */
export function UpgradeDialog(props: Props) {
  return (
    <FormDialog isOpen={props.isOpen} onClose={props.onClose}>
      <Content {...props} />
    </FormDialog>
  );
}

function Content({ cluster, plan, onClose, onBegun }: Props) {
  const api = useApi(pagodaApiRef);
  const params = { path: { cluster } };
  const [version, setVersion] = useState<string>();
  const { data, error, refresh } = useResource(`versions ${cluster}`, signal =>
    unwrap(api.client.GET('/clusters/{cluster}/versions', { params, signal })),
  );
  const isMagnum = plan.provisioner === 'magnum';

  async function upgrade() {
    const to = version ?? '';
    await api.client.POST('/clusters/{cluster}:upgrade', {
      params,
      body: isMagnum ? { clusterTemplate: to } : { version: to },
    });
    onBegun();
  }

  return (
    <DialogForm
      title={`Upgrade ${cluster}`}
      submitLabel="Upgrade"
      refusedTitle="The upgrade was refused"
      isComplete={version !== undefined}
      onSubmit={upgrade}
      onClose={onClose}
    >
      {error && <ErrorPanel error={error} onRetry={refresh} />}
      {!data && !error && <Skeleton height="4rem" />}
      {data && (
        <>
          <Text>
            It has <strong>{data.current ?? 'no version that is known'}</strong>
            .
          </Text>
          {data.allowed.length === 0 ? (
            <Text color="secondary">
              There is nothing that it may be upgraded to. Versions go up one
              minor step at a time, and an administrator or the operators of the
              cloud say which are offered.
            </Text>
          ) : (
            <>
              <Select
                label={isMagnum ? 'Cluster template' : 'Kubernetes'}
                placeholder="Choose one"
                options={data.allowed.map(one => ({ value: one, label: one }))}
                selectedKey={version ?? null}
                onSelectionChange={key => setVersion(String(key ?? ''))}
              />
              <Text color="secondary">
                Machines are replaced one after the other. What runs on them is
                moved, and a run whose machine goes is started again if its
                retries allow that. There is no way back but a snapshot.
              </Text>
            </>
          )}
        </>
      )}
    </DialogForm>
  );
}
