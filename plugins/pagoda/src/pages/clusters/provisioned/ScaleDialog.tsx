import { useState } from 'react';
import { useApi } from '@backstage/core-plugin-api';
import { Text } from '@backstage/ui';
import type { Cluster, ClusterPlan } from '@pagoda/plugin-pagoda-common';
import { pagodaApiRef, unwrap } from '../../../api';
import { DialogForm, FormDialog } from '../../../components';
import { useToast } from '../../../hooks/useToast';
import { textsOf, unplacedOf } from '../plan/planForm';
import { fromPool, toPool } from '../plan/poolForm';
import { PoolsFields } from '../plan/PoolsFields';
import { PreflightVerdict } from '../../../clouds/PreflightVerdict';
import { usePreflight } from '../plan/usePreflight';

interface Props {
  cluster: Cluster;
  plan: ClusterPlan;
  isOpen: boolean;
  onClose: () => void;
  onChanged: (cluster: Cluster) => void;
}

/** Changes the pools of a cluster, and says all the time whether that would fit. */
export function ScaleDialog(props: Props) {
  return (
    <FormDialog isOpen={props.isOpen} onClose={props.onClose} width="52rem">
      <Content {...props} />
    </FormDialog>
  );
}

function Content({ cluster, plan, onClose, onChanged }: Props) {
  const api = useApi(pagodaApiRef);
  const toast = useToast();
  const [pools, setPools] = useState(() =>
    plan.pools.map(pool => fromPool(pool, true)),
  );
  const read = pools.map((pool, index) => toPool(pool, `pools[${index}]`));
  const missing = pools
    .filter(({ flavor }) => !flavor)
    .map(({ name }) => `a flavor for pool ${name}`);
  const problems = read.flatMap(one => one.problems);
  const wanted = read.map(({ pool }) => pool);
  const isChanged = JSON.stringify(wanted) !== JSON.stringify(plan.pools);
  const isReadable = missing.length === 0 && problems.length === 0;
  const preflight = usePreflight(
    isReadable && isChanged ? { ...plan, pools: wanted } : undefined,
    cluster.name,
  );
  const texts = textsOf([...problems, ...(preflight.verdict?.problems ?? [])]);
  const removed = plan.pools.filter(
    ({ name }) => !wanted.some(pool => pool.name === name),
  );

  async function save() {
    onChanged(
      await unwrap(
        api.client.PATCH('/clusters/{cluster}', {
          params: { path: { cluster: cluster.name } },
          body: { pools: wanted, generation: cluster.generation },
        }),
      ),
    );
    toast.success(`${cluster.name} is being changed`);
  }

  return (
    <DialogForm
      title={`Scale ${cluster.name}`}
      submitLabel="Change the pools"
      refusedTitle="The change was refused"
      isComplete={isChanged && preflight.verdict?.fits === true}
      onSubmit={save}
      onClose={onClose}
    >
      <Text color="secondary">
        What machines were made with stays; for other machines, add a pool and
        remove the old one when the new one is ready.
      </Text>
      <PoolsFields
        cloud={plan.cloud}
        provisioner={plan.provisioner}
        pools={pools}
        problems={texts}
        onChange={setPools}
      />
      {removed.length > 0 && (
        <Text color="danger">
          {removed.map(({ name }) => name).join(', ')} goes with its machines,
          and what runs on them ends there.
        </Text>
      )}
      {isChanged && (
        <PreflightVerdict
          state={preflight}
          missing={missing}
          problems={Object.keys(texts).length}
          unplaced={unplacedOf(texts)}
        />
      )}
    </DialogForm>
  );
}
