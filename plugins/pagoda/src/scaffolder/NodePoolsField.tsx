import { useEffect, useState } from 'react';
import { makeFieldSchema } from '@backstage/plugin-scaffolder-react';
import { createFormField } from '@backstage/plugin-scaffolder-react/alpha';
import { Flex, Text } from '@backstage/ui';
import type { NodePool } from '@pagoda/plugin-pagoda-common';
import { OffersAge } from '../clouds/OffersAge';
import { emptyPlan } from '../pages/clusters/plan/planForm';
import {
  fromPool,
  toPool,
  type PoolForm,
} from '../pages/clusters/plan/poolForm';
import { PoolsFields } from '../pages/clusters/plan/PoolsFields';
import { PreflightVerdict } from '../clouds/PreflightVerdict';
import { usePlan } from '../pages/clusters/plan/usePlan';
import { checkNodePools } from './checkNodePools';
import { readPlanForm } from './readPlanForm';

const schema = makeFieldSchema({
  output: z => z.array(z.record(z.string(), z.unknown())),
  uiOptions: z =>
    z.object({
      provisioner: z
        .enum(['rancher', 'magnum'])
        .describe('What makes the cluster'),
    }),
});

/**
 * Asks for the pools of a cluster, and says all the time whether the whole plan fits. The rest of the plan is in fields of
 * the form that are called as in the plan: `name`, `cloud`, `version` or `clusterTemplate`, `image`, `network` and so on.
 */
export function NodePoolsField(props: typeof schema.TProps) {
  const provisioner = props.uiSchema['ui:options']?.provisioner ?? 'rancher';
  const [pools, setPools] = useState<PoolForm[]>(() => toForms(props.formData));
  const form = readPlanForm(props.formContext, provisioner, pools);
  const { missing, preflight, problems, unplaced } = usePlan(form);
  const wanted = pools.map(
    (pool, index) => toPool(pool, `pools[${index}]`).pool,
  );
  const isHeld = JSON.stringify(props.formData) === JSON.stringify(wanted);
  // After every drawing: the form loses one of two changes that are made at the same time, and it is made again then.
  useEffect(() => {
    if (!isHeld) {
      props.onChange(wanted.map(pool => ({ ...pool })));
    }
  });
  const elsewhere = Object.entries(problems)
    .filter(([field]) => !field.startsWith('pools'))
    .map(([field, text]) => ({ field, text }));
  return (
    <Flex
      direction="column"
      gap="3"
      role="group"
      aria-label={props.schema.title ?? 'Pools'}
    >
      {props.schema.description && (
        <Text color="secondary">{props.schema.description}</Text>
      )}
      <OffersAge cloud={form.cloud} />
      <PoolsFields
        cloud={form.cloud}
        provisioner={provisioner}
        pools={pools}
        problems={problems}
        onChange={setPools}
      />
      <PreflightVerdict
        state={preflight}
        missing={missing}
        problems={Object.keys(problems).length}
        // Their fields are on other steps, and do not say it.
        unplaced={[
          ...elsewhere,
          ...unplaced.filter(({ field }) => field.startsWith('pools')),
        ]}
      />
    </Flex>
  );
}

function toForms(data: unknown): PoolForm[] {
  return Array.isArray(data) && data.length > 0
    ? data.map(pool => fromPool(pool as NodePool, false))
    : emptyPlan().pools;
}

/** The form field `PagodaNodePools`. */
export const nodePoolsField = createFormField({
  name: 'PagodaNodePools',
  component: NodePoolsField,
  validation: checkNodePools,
  schema,
});
