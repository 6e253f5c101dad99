/** Rights on one kind of object of a cluster. */
export interface ClusterRight {
  /** API group; empty for the core API. */
  group: string;
  /** Such as `pods`, or `pods/log` with a subresource. */
  resource: string;
  verbs: readonly string[];
  /** What does not work without them; completes "needed to …". */
  purpose: string;
  /** Whether nothing works without them: otherwise something is just not shown. */
  required: boolean;
}

const OWN = ['get', 'list', 'watch', 'create', 'patch', 'delete'] as const;
const SEE = ['get', 'list', 'watch'] as const;

/**
 * All that PAGoDA's account may do on a cluster, and why: the check of an import, the manifest that gives the rights, and
 * docs/administrator.md are made from this list.
 */
export const CLUSTER_RIGHTS: readonly ClusterRight[] = [
  {
    group: '',
    resource: 'namespaces',
    verbs: OWN,
    purpose: 'give each project a namespace',
    required: true,
  },
  {
    group: '',
    resource: 'serviceaccounts',
    verbs: OWN,
    purpose: 'give a project’s pods an account without rights',
    required: true,
  },
  {
    group: '',
    resource: 'resourcequotas',
    verbs: OWN,
    purpose: 'keep projects within their quota',
    required: true,
  },
  {
    group: '',
    resource: 'limitranges',
    verbs: OWN,
    purpose: 'give containers default limits',
    required: true,
  },
  {
    group: 'networking.k8s.io',
    resource: 'networkpolicies',
    verbs: OWN,
    purpose: 'keep projects apart in the network',
    required: true,
  },
  {
    group: '',
    resource: 'secrets',
    verbs: OWN,
    purpose: 'hand secrets and pull secrets of projects to runs',
    required: true,
  },
  {
    group: '',
    resource: 'configmaps',
    verbs: OWN,
    purpose: 'hand code and parameters to runs',
    required: true,
  },
  {
    group: '',
    resource: 'persistentvolumeclaims',
    verbs: OWN,
    purpose: 'keep volumes and results',
    required: true,
  },
  {
    group: 'batch',
    resource: 'jobs',
    verbs: OWN,
    purpose: 'execute runs',
    required: true,
  },
  {
    group: '',
    resource: 'pods',
    verbs: [...SEE, 'create', 'delete'],
    purpose: 'watch runs, and serve files',
    required: true,
  },
  {
    group: '',
    resource: 'pods/log',
    verbs: ['get'],
    purpose: 'keep logs',
    required: true,
  },
  {
    group: '',
    resource: 'pods/proxy',
    verbs: ['get', 'create', 'update', 'patch', 'delete'],
    purpose: 'read and write files of volumes and results',
    required: true,
  },
  {
    group: '',
    resource: 'events',
    verbs: SEE,
    purpose: 'explain why a run waits or failed',
    required: true,
  },
  {
    group: '',
    resource: 'nodes',
    verbs: SEE,
    purpose: 'know what the cluster can take',
    required: true,
  },
  {
    group: 'storage.k8s.io',
    resource: 'storageclasses',
    verbs: SEE,
    purpose: 'offer storage for volumes',
    required: true,
  },
  {
    group: '',
    resource: 'persistentvolumes',
    verbs: OWN,
    purpose:
      'explain where a volume is, and why a run cannot have it, and mount volumes of clouds',
    required: false,
  },
  {
    group: 'storage.k8s.io',
    resource: 'csidrivers',
    verbs: ['get'],
    purpose: 'know whether it can mount volumes of clouds',
    required: false,
  },
  {
    group: '',
    resource: 'pods/exec',
    verbs: ['create', 'get'],
    purpose: 'run commands in a run (`pagoda run exec`)',
    required: false,
  },
  {
    group: '',
    resource: 'pods/portforward',
    verbs: ['create', 'get'],
    purpose: 'forward ports of a run (`pagoda run port-forward`)',
    required: false,
  },
  {
    group: '',
    resource: 'nodes/proxy',
    verbs: ['get'],
    purpose: 'show what runs use where there is no metrics API',
    required: false,
  },
  {
    group: 'metrics.k8s.io',
    resource: 'pods',
    verbs: ['get', 'list'],
    purpose: 'show what runs use',
    required: false,
  },
  {
    group: 'kueue.x-k8s.io',
    resource: 'localqueues',
    verbs: SEE,
    purpose: 'offer queues of Kueue',
    required: false,
  },
  {
    group: 'kueue.x-k8s.io',
    resource: 'clusterqueues',
    verbs: SEE,
    purpose: 'show what queues of Kueue can take',
    required: false,
  },
  {
    group: 'kueue.x-k8s.io',
    resource: 'workloads',
    verbs: SEE,
    purpose: 'show how runs stand in queues of Kueue',
    required: false,
  },
  {
    group: 'kueue.x-k8s.io',
    resource: 'workloadpriorityclasses',
    verbs: SEE,
    purpose: 'offer priorities in queues of Kueue',
    required: false,
  },
  {
    group: 'visibility.kueue.x-k8s.io',
    resource: 'localqueues/pendingworkloads',
    verbs: ['get'],
    purpose: 'show positions in queues of Kueue',
    required: false,
  },
];

/**
 * A manifest, for `kubectl apply -f`, that makes an account with just {@link CLUSTER_RIGHTS}, and a token of it that does
 * not expire.
 *
 * @param options - `name` of its objects, and of the token's but for `-token`; the namespace that they are in
 */
export function renderAccessManifest(
  options: { name?: string; namespace?: string } = {},
): string {
  const { name = 'pagoda', namespace = 'pagoda-system' } = options;
  const rules = CLUSTER_RIGHTS.map(
    ({ group, resource, verbs, purpose, required }) => `\
  # To ${purpose}${required ? '' : '; may be left out'}.
  - apiGroups: ['${group}']
    resources: ['${resource}']
    verbs: [${verbs.join(', ')}]`,
  );
  return `\
# The account by which PAGoDA uses a cluster, with the rights that it needs and no others.
apiVersion: v1
kind: Namespace
metadata:
  name: ${namespace}
---
apiVersion: v1
kind: ServiceAccount
metadata:
  name: ${name}
  namespace: ${namespace}
---
# Kubernetes puts a token into it that does not expire.
apiVersion: v1
kind: Secret
type: kubernetes.io/service-account-token
metadata:
  name: ${name}-token
  namespace: ${namespace}
  annotations:
    kubernetes.io/service-account.name: ${name}
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata:
  name: ${name}
rules:
${rules.join('\n')}
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRoleBinding
metadata:
  name: ${name}
roleRef:
  apiGroup: rbac.authorization.k8s.io
  kind: ClusterRole
  name: ${name}
subjects:
  - kind: ServiceAccount
    name: ${name}
    namespace: ${namespace}
`;
}

/** A right with one verb, as a check lists it. */
type SingleRight = Omit<ClusterRight, 'verbs'> & { verb: string };

/** Rights on the same kind of object together, for people: with the verbs of all, such as `get, list`. */
export function groupRights(rights: readonly SingleRight[]): {
  /** Such as `get, list jobs.batch`. */
  title: string;
  purpose: string;
  required: boolean;
}[] {
  const groups = new Map<string, SingleRight[]>();
  for (const right of rights) {
    const name = right.resource + (right.group && `.${right.group}`);
    groups.set(name, [...(groups.get(name) ?? []), right]);
  }
  return [...groups].map(([name, [first, ...more]]) => ({
    title: `${[first, ...more].map(({ verb }) => verb).join(', ')} ${name}`,
    purpose: first.purpose,
    required: first.required,
  }));
}

/** {@link CLUSTER_RIGHTS} as a Markdown table. */
export function renderRightsTable(): string {
  return [
    ['API group', 'resource', 'verbs', 'needed to', 'required'],
    ['---', '---', '---', '---', '---'],
    ...CLUSTER_RIGHTS.map(({ group, resource, verbs, purpose, required }) => [
      group || '(core)',
      `\`${resource}\``,
      verbs.join(', '),
      purpose,
      required ? 'yes' : 'no',
    ]),
  ]
    .map(cells => `| ${cells.join(' | ')} |`)
    .join('\n');
}
