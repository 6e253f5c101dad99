import { Text } from '@backstage/ui';
import type { Cluster } from '@pagoda/plugin-pagoda-common';

const LOOKS = {
  Ready: { shape: '✓', color: 'success' },
  Degraded: { shape: '◑', color: 'warning' },
  Unreachable: { shape: '✕', color: 'danger' },
} as const;

/** State of a cluster as shape, colour and word. */
export function ClusterState(props: { phase: Cluster['status']['phase'] }) {
  const { shape, color } = LOOKS[props.phase];
  return (
    <Text color={color} weight="bold">
      <span aria-hidden="true">{shape}</span> {props.phase}
    </Text>
  );
}
