import type { ClusterPlan } from '@pagoda/plugin-pagoda-common';
import {
  emptyPool,
  toPool,
  type FieldProblem,
  type PoolForm,
} from './poolForm';

/** A plan as it is being filled in. */
export interface PlanForm {
  name: string;
  title: string;
  description: string;
  cloud?: string;
  provisioner: ClusterPlan['provisioner'];
  version?: string;
  clusterTemplate?: string;
  /** Of all machines, where a pool says nothing else. */
  image?: string;
  network?: string;
  externalNetwork?: string;
  securityGroup?: string;
  keypair?: string;
  sshUser: string;
  pools: PoolForm[];
  deletionProtection: boolean;
  /** A day, as `2027-01-31`; '' for no end. */
  endsOn: string;
}

/** What a plan stands for that nobody has given a name yet; what is said of the name is not shown then. */
const NAMELESS = 'unnamed';

/** A plan that nobody has filled in yet: one node of the control plane, two workers. */
export function emptyPlan(): PlanForm {
  return {
    name: '',
    title: '',
    description: '',
    provisioner: 'rancher',
    sshUser: '',
    pools: [
      emptyPool({ name: 'control', role: 'control-plane' }),
      emptyPool({ name: 'work', role: 'worker' }),
    ],
    deletionProtection: true,
    endsOn: '',
  };
}

/** A plan that was filled in, as far as it was. */
export interface ReadPlan {
  /** Missing while something is that a plan cannot do without. */
  plan?: ClusterPlan;
  /** Labels of what is missing, such as `a flavor for pool work`. */
  missing: string[];
  /** What cannot be read. */
  problems: FieldProblem[];
  /** The plan has no name yet: it can be judged, but not made. */
  nameless: boolean;
}

/** The plan that was filled in. */
export function toPlan(form: PlanForm): ReadPlan {
  const { cloud, provisioner, sshUser, endsOn } = form;
  const name = form.name.trim();
  const isMagnum = provisioner === 'magnum';
  const read = form.pools.map((pool, index) =>
    toPool(
      // Magnum takes the image of the cluster template.
      isMagnum ? pool : { ...pool, image: pool.image ?? form.image },
      `pools[${index}]`,
    ),
  );
  const problems = read.flatMap(pool => pool.problems);
  const missing = [
    ...(cloud ? [] : ['a cloud']),
    ...(isMagnum && !form.clusterTemplate ? ['a cluster template'] : []),
    ...(!isMagnum && !form.version ? ['a version of Kubernetes'] : []),
    ...form.pools
      .filter(pool => !pool.flavor)
      .map(pool => `a flavor for pool ${pool.name || 'without a name'}`),
  ];
  if (missing.length > 0 || problems.length > 0 || cloud === undefined) {
    return { missing, problems, nameless: name === '' };
  }
  const optional = {
    title: form.title.trim(),
    description: form.description.trim(),
    version: isMagnum ? undefined : form.version,
    clusterTemplate: isMagnum ? form.clusterTemplate : undefined,
    network: form.network,
    externalNetwork: form.externalNetwork,
    securityGroups:
      !isMagnum && form.securityGroup ? [form.securityGroup] : undefined,
    keypair: isMagnum ? form.keypair : undefined,
    sshUser: isMagnum ? undefined : sshUser.trim(),
    endsAt: endsOn === '' ? undefined : endOfDay(endsOn),
  };
  return {
    plan: {
      name: name || NAMELESS,
      provisioner,
      cloud,
      ...Object.fromEntries(
        Object.entries(optional).filter(([, value]) => Boolean(value)),
      ),
      pools: read.map(({ pool }) => pool),
      deletionProtection: form.deletionProtection,
    },
    missing,
    problems,
    nameless: name === '',
  };
}

/**
 * The last moment of a day where the user is, as ISO 8601.
 *
 * @param day - as `2027-01-31`
 */
export function endOfDay(day: string): string {
  return new Date(`${day}T23:59:59`).toISOString();
}

/**
 * Texts for the fields by their paths in the plan, such as `pools[1].flavor`. Of a plan without a name, nothing is said of
 * the name.
 */
export function textsOf(
  problems: readonly FieldProblem[],
  nameless = false,
): Record<string, string> {
  const texts: Record<string, string> = {};
  for (const { field, message, advice } of problems) {
    if (field === 'name' && nameless) {
      continue;
    }
    const text = `It ${message}${/[.!?]$/.test(message) ? '' : '.'}${advice ? ` ${advice}` : ''}`;
    texts[field] = field in texts ? `${texts[field]} ${text}` : text;
  }
  return texts;
}

const PLACED =
  /^(name|title|description|cloud|provisioner|version|clusterTemplate|network|externalNetwork|securityGroups\[0\]|keypair|sshUser|endsAt|pools|pools\[\d+\]\.(name|count|flavor|image|zone|network|diskGiB|volumeType|minCount|maxCount|labels|taints))$/;

/** Problems of fields that the form does not have. */
export function unplacedOf(
  texts: Record<string, string>,
): { field: string; text: string }[] {
  return Object.entries(texts)
    .filter(([field]) => !PLACED.test(field))
    .map(([field, text]) => ({ field, text }));
}
