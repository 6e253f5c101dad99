import type { ContainerInfra } from '../../clients/openstack/ContainerInfra';
import type { ClusterTemplate } from '../../clients/openstack/containerInfraTypes';
import { compareVersions, versionOf } from './readTemplate';

/**
 * Templates to which a cluster may be upgraded, the lowest version first: not older than its own, and of the same kind of
 * machines. By name, or by uuid where several have the name.
 */
export async function readUpgrades(
  magnum: ContainerInfra,
  current: string,
): Promise<string[]> {
  const templates: ClusterTemplate[] = [];
  for await (const template of magnum.clusterTemplates()) {
    templates.push(template);
  }
  const own =
    templates.find(({ uuid }) => uuid === current) ??
    templates.find(({ name }) => name === current);
  return templates
    .filter(
      one =>
        one.uuid !== own?.uuid &&
        one.coe === 'kubernetes' &&
        !one.hidden &&
        !one.tls_disabled &&
        (!own ||
          (one.server_type === own.server_type &&
            compareVersions(versionOf(own), versionOf(one)) <= 0)),
    )
    .sort(
      (a, b) =>
        compareVersions(versionOf(a), versionOf(b)) ||
        (a.name < b.name ? -1 : 1),
    )
    .map(({ name, uuid }) =>
      templates.filter(one => one.name === name).length > 1 ? uuid : name,
    );
}
