import { useEffect, useRef } from 'react';
import { Alert, Flex, Text } from '@backstage/ui';
import {
  formatBytes,
  groupRights,
  type ClusterCheck,
} from '@pagoda/plugin-pagoda-common';
import { FactList, type Fact } from '../../components';
import { formatDay } from './formatDay';

/** What a check has found on a cluster. */
export function CheckResult({ check }: { check: ClusterCheck }) {
  const { problems, missingRights } = check;
  const top = useRef<HTMLDivElement>(null);
  // It comes below the form, where a small window does not show it.
  useEffect(() => top.current?.scrollIntoView({ block: 'nearest' }), [check]);
  return (
    <Flex direction="column" gap="3" ref={top}>
      <Alert
        role="status"
        icon
        status={check.usable ? 'success' : 'danger'}
        title={
          check.usable
            ? `${check.server} can be used`
            : `${check.server || 'The cluster'} cannot be used as it is`
        }
      />
      {problems.map(({ reason, fatal, message, advice }) => (
        <Alert
          key={reason}
          icon
          status={fatal ? 'danger' : 'warning'}
          title={message}
          description={advice}
        />
      ))}
      {check.reachable && <FactList title="Found" facts={factsOf(check)} />}
      {missingRights.length > 0 && (
        <section>
          <Text as="h2" variant="title-x-small">
            Missing rights
          </Text>
          <ul>
            {groupRights(missingRights).map(({ title, purpose, required }) => (
              <li key={title}>
                <code>{title}</code> to {purpose}
                {required ? '' : ' (may be left out)'}
              </li>
            ))}
          </ul>
        </section>
      )}
    </Flex>
  );
}

function factsOf({
  version,
  nodes,
  capacity,
  features,
  expiresAt,
}: ClusterCheck): Fact[] {
  const facts: Fact[] = [{ label: 'Kubernetes', value: version }];
  if (nodes) {
    facts.push({
      label: 'Nodes',
      value: `${nodes.ready} of ${nodes.total} ready`,
    });
  }
  if (capacity) {
    facts.push({
      label: 'For pods',
      value: `${capacity.cpu} CPU, ${formatBytes(capacity.memoryBytes)}, ${capacity.gpu} GPU`,
    });
  }
  if (features) {
    facts.push(
      {
        label: 'Storage classes',
        value:
          features.storageClasses
            .map(each => each.name + (each.default ? ' (default)' : ''))
            .join(', ') || 'none',
      },
      {
        label: 'Kueue',
        value: features.kueue.installed
          ? `there (${features.kueue.version})`
          : 'not there',
      },
      { label: 'Metrics', value: features.metrics ? 'there' : 'not there' },
    );
  }
  if (expiresAt) {
    facts.push({
      label: 'Credentials end',
      value: formatDay(expiresAt),
    });
  }
  return facts;
}
