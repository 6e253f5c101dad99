import type { ContainerInfra } from '../../clients/openstack/ContainerInfra';
import type { ClusterTemplate } from '../../clients/openstack/containerInfraTypes';
import type { Notes } from './Notes';

/**
 * The uuid of the template that a plan names; asked for once.
 *
 * @throws Error where there is none, in words for whoever made the plan
 */
export async function readTemplateId(
  magnum: ContainerInfra,
  wanted: string,
  notes: Notes,
): Promise<string> {
  const known = notes.all.template;
  if (known?.wanted === wanted) {
    return known.id;
  }
  const template = await magnum.findClusterTemplate(wanted);
  if (!template) {
    throw new Error(
      `Magnum has no cluster template '${wanted}' any more. Choose another one.`,
    );
  }
  await notes.save({ template: { wanted, id: template.uuid } });
  return template.uuid;
}

/** `[1, 34, 1]` of a template whose version is `v1.34.1`; `undefined` where it does not say one. */
export function versionOf({
  labels,
}: Pick<ClusterTemplate, 'labels'>): number[] | undefined {
  const match = /^v?(\d+)\.(\d+)(?:\.(\d+))?/.exec(labels.kube_tag ?? '');
  return match?.slice(1).map(part => Number(part ?? 0));
}

/** Below 0 where `a` is the older one; what is not known is the newest. */
export function compareVersions(a?: number[], b?: number[]): number {
  if (!a || !b) {
    return Number(!a) - Number(!b);
  }
  const at = a.findIndex((part, index) => part !== b[index]);
  return at < 0 ? 0 : a[at] - b[at];
}
