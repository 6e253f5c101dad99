import { createHash } from 'node:crypto';

/** Longest name of a namespace: a DNS label. */
const MAX_NAMESPACE = 63;

/** Labels and annotations that PAGoDA puts on objects of clusters. */
export const LABELS = {
  managedBy: 'app.kubernetes.io/managed-by',
  component: 'app.kubernetes.io/component',
  project: 'pagoda.io/project',
  secret: 'pagoda.io/secret',
  run: 'pagoda.io/run',
  sweep: 'pagoda.io/sweep',
  volume: 'pagoda.io/volume',
} as const;

/** Annotation of a namespace: the address of the portal that made it. */
export const PORTAL_ANNOTATION = 'pagoda.io/portal';

/** Value of {@link LABELS.managedBy}. */
export const MANAGED_BY = 'pagoda';

/** Value of {@link LABELS.component} of what belongs to a project as such, and to none of its runs. */
export const PROJECT_COMPONENT = 'project';

/** Selects what {@link ProjectNamespaces} keeps. */
export const PROJECT_SELECTOR = `${LABELS.managedBy}=${MANAGED_BY},${LABELS.component}=${PROJECT_COMPONENT}`;

/** The service account of runs. It has no rights, and pods get no token of it. */
export const SERVICE_ACCOUNT = 'pagoda-run';

/**
 * The namespace of a project. Where a name is too long, the end of it gives way to a hash: it stays the only one.
 *
 * @param prefix - such as `pagoda-`
 */
export function namespaceOf(prefix: string, project: string): string {
  const name = `${prefix}${project}`;
  if (name.length <= MAX_NAMESPACE) {
    return name;
  }
  const hash = createHash('sha256').update(project).digest('hex').slice(0, 10);
  return `${name.slice(0, MAX_NAMESPACE - 11)}-${hash}`;
}

/** The object that holds a secret of a project. */
export function secretObjectName(secret: string): string {
  return `secret-${secret}`;
}

/** Labels of an object that belongs to a project as such. */
export function projectLabels(project: string): Record<string, string> {
  return {
    [LABELS.managedBy]: MANAGED_BY,
    [LABELS.component]: PROJECT_COMPONENT,
    [LABELS.project]: project,
  };
}
