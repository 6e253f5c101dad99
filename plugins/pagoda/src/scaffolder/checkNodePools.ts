import type { CustomFieldValidator } from '@backstage/plugin-scaffolder-react';
import {
  describeFit,
  nameQuota,
  PagodaApiError,
  type NodePool,
} from '@pagoda/plugin-pagoda-common';
import { pagodaApiRef, unwrap, type PagodaApi } from '../api';
import {
  textsOf,
  toPlan,
  type PlanForm,
} from '../pages/clusters/plan/planForm';
import { fromPool } from '../pages/clusters/plan/poolForm';
import { readPlanForm } from './readPlanForm';

/** Options of the field `PagodaNodePools`. */
interface Options {
  provisioner?: PlanForm['provisioner'];
}

/** Says whether the plan fits, and what is wrong with it, before the form goes on to its next step. */
export const checkNodePools: CustomFieldValidator<
  Record<string, unknown>[],
  Options
> = async (data, field, { apiHolder, formData, uiSchema }) => {
  const api = apiHolder.get(pagodaApiRef);
  const provisioner = uiSchema?.['ui:options']?.provisioner ?? 'rancher';
  const pools = (data as unknown as NodePool[]).map(pool =>
    fromPool(pool, false),
  );
  const { plan, missing, problems } = toPlan(
    readPlanForm({ formData }, provisioner, pools),
  );
  if (!plan || !api) {
    missing.forEach(what =>
      field.addError(`There is no ${what.replace(/^a /, '')} yet.`),
    );
    Object.entries(textsOf(problems)).forEach(([name, text]) =>
      field.addError(`${name}: ${text}`),
    );
    return;
  }
  (await judge(api, plan)).forEach(problem => field.addError(problem));
};

async function judge(
  api: PagodaApi,
  plan: NonNullable<ReturnType<typeof toPlan>['plan']>,
): Promise<string[]> {
  try {
    const { items, problems } = await unwrap(
      api.client.POST('/clusters:preflight', { body: plan }),
    );
    return [
      ...Object.entries(textsOf(problems)).map(
        ([name, text]) => `${name}: ${text}`,
      ),
      ...items
        .filter(({ short }) => short > 0)
        .map(item => `${nameQuota(item)}: ${describeFit(item)}`),
    ];
  } catch (error) {
    if (error instanceof PagodaApiError) {
      return [error.message];
    }
    throw error;
  }
}
