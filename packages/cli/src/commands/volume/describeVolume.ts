import {
  formatBytes,
  volumeNews,
  type Volume,
} from '@pagoda/plugin-pagoda-common';
import { formatAge } from '../../output/formatAge';
import type { Colors } from '../../output/formatTable';

/** A volume, in words. */
export function describeVolume(volume: Volume, colors: Colors): string {
  const { status, storageClass, accessMode, cluster } = volume;
  const kind = [volume.provider, storageClass, accessMode].filter(Boolean);
  return [
    `${colors.bold(volume.name)} in project ${volume.project}: ${status.phase}`,
    ...(volume.description ? [`  ${volume.description}`] : []),
    // What is in a volume that no cluster mounts, nobody can count.
    cluster === undefined
      ? `  ${formatBytes(status.capacityBytes)}`
      : `  ${formatBytes(status.usedBytes)} of ${formatBytes(
          status.capacityBytes,
        )} used by ${status.files} files`,
    ...(volume.cloud === undefined
      ? [`  on cluster ${cluster} (${kind.join(', ')})`]
      : describeInCloud(volume)),
    ...(status.mountedBy.length > 0
      ? [`  mounted by ${status.mountedBy.join(', ')}`]
      : []),
    ...volumeNews(volume).map(({ type, message }) => `  ${type}: ${message}`),
    '',
  ].join('\n');
}

/** What there is to say of volumes in clouds alone. */
function describeInCloud(volume: Volume): string[] {
  const { cloud, volumeType, zone, source, cost, links = [], status } = volume;
  const kind = [
    ...(volumeType === undefined ? [] : [`type ${volumeType}`]),
    ...(zone === undefined ? [] : [`zone ${zone}`]),
    ...(volume.externalId === undefined ? [] : [volume.externalId]),
  ];
  return [
    `  in cloud ${cloud}${kind.length > 0 ? ` (${kind.join(', ')})` : ''}`,
    volume.cluster === undefined
      ? '  on no cluster: no run can mount it'
      : `  on cluster ${volume.cluster}`,
    ...(source
      ? [
          `  made from ${source.volume}${
            source.snapshot === undefined ? '' : `@${source.snapshot}`
          }`,
        ]
      : []),
    ...(status.attachments ?? []).map(
      ({ server, name, device, attachedAt }) =>
        `  attached to ${name ? `${name} (${server})` : server}${
          device ? ` as ${device}` : ''
        }${attachedAt ? ` since ${formatAge(attachedAt)}` : ''}`,
    ),
    `  ${volume.deletionProtection ? '' : 'not '}protected from deletion`,
    ...(cost
      ? [`  about ${cost.perDay.toFixed(2)} ${cost.currency} a day`]
      : []),
    ...links.map(({ title, url }) => `  ${title}: ${url}`),
    ...(status.observedAt
      ? [`  last seen ${formatAge(status.observedAt)} ago`]
      : []),
  ];
}
