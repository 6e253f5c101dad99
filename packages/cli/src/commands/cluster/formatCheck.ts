import {
  formatBytes,
  groupRights,
  type ClusterCheck,
} from '@pagoda/plugin-pagoda-common';
import type { Colors } from '../../output/formatTable';

/** What a check has found, in words. */
export function formatCheck(check: ClusterCheck, colors: Colors): string {
  const { version, nodes, capacity, features, missingRights } = check;
  const verdict = check.usable
    ? colors.green('can be used')
    : colors.red('cannot be used');
  return [
    `${check.server || 'The cluster'} ${verdict}`,
    ...(version ? [`  Kubernetes ${version}`] : []),
    ...(nodes && capacity
      ? [
          `  ${nodes.ready} of ${nodes.total} nodes ready: CPU ${capacity.cpu}, memory ${formatBytes(capacity.memoryBytes)}, GPU ${capacity.gpu}`,
        ]
      : []),
    ...(features
      ? [
          `  storage classes: ${
            features.storageClasses
              .map(each => each.name + (each.default ? ' (default)' : ''))
              .join(', ') || 'none'
          }`,
          `  Kueue: ${features.kueue.installed ? (features.kueue.version ?? 'installed') : 'not there'}; metrics API: ${
            features.metrics ? 'there' : 'not there'
          }`,
        ]
      : []),
    ...(check.expiresAt
      ? [`  credentials valid until ${check.expiresAt}`]
      : []),
    ...check.problems.map(({ fatal, message, advice }) => {
      const mark = fatal ? colors.red('✕') : colors.yellow('!');
      return `  ${mark} ${message} ${advice}`;
    }),
    ...groupRights(missingRights).map(({ title, purpose, required }) => {
      const mark = required ? colors.red('✕') : colors.yellow('!');
      return `  ${mark} may not ${title}, to ${purpose}`;
    }),
    '',
  ].join('\n');
}
