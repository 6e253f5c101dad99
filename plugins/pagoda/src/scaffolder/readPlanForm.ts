import { emptyPlan, type PlanForm } from '../pages/clusters/plan/planForm';
import type { PoolForm } from '../pages/clusters/plan/poolForm';
import { readText } from './readFormContext';

/**
 * The plan of a cluster that the fields of a template's form make.
 *
 * @param formContext - as the scaffolder passes it to a field
 */
export function readPlanForm(
  formContext: unknown,
  provisioner: PlanForm['provisioner'],
  pools: PoolForm[],
): PlanForm {
  const text = (name: string) => readText(formContext, name);
  return {
    ...emptyPlan(),
    provisioner,
    pools,
    name: text('name') ?? '',
    title: text('title') ?? '',
    description: text('description') ?? '',
    cloud: text('cloud'),
    version: text('version'),
    clusterTemplate: text('clusterTemplate'),
    image: text('image'),
    network: text('network'),
    externalNetwork: text('externalNetwork'),
    securityGroup: text('securityGroup'),
    keypair: text('keypair'),
    sshUser: text('sshUser') ?? '',
    endsOn: text('endsOn') ?? '',
  };
}
