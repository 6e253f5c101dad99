import type { ReactNode } from 'react';
import { Alert } from '@backstage/ui';
import {
  clusterProgress,
  type Cluster,
  type ClusterOperation,
  type ClusterPlan,
} from '@pagoda/plugin-pagoda-common';
import { DriftPanel } from './DriftPanel';
import { EventsPanel } from './EventsPanel';
import { KeepingPanel } from './KeepingPanel';
import { OPERATION_WORDS, OperationsPanel } from './OperationsPanel';
import { PoolsPanel } from './PoolsPanel';
import { SnapshotsPanel } from './SnapshotsPanel';
import { useOperations } from './useOperations';

/** What a page shows of a cluster that PAGoDA has made, beyond what it shows of all. */
export function ProvisionedContent(props: {
  cluster: Cluster;
  plan: ClusterPlan;
  mayManage: boolean;
  /** What is used of it, and its conditions. */
  capacity: ReactNode;
  conditions: ReactNode;
  /** Milliseconds between two looks. */
  interval: number;
  /** Another number: something was begun. */
  begun: number;
  onChanged: (cluster: Cluster) => void;
  onBegun: () => void;
}) {
  const { cluster, plan, mayManage, interval } = props;
  const { drift = [], name, status } = cluster;
  const operations = useOperations(name, interval, props.begun);
  // Magnum has none, and those of a cluster that is not there cannot be read.
  const hasSnapshots =
    plan.provisioner === 'rancher' &&
    ['Ready', 'Degraded', 'Updating'].includes(status.phase);
  return (
    <>
      <ProgressNotice cluster={cluster} operations={operations.data ?? []} />
      {props.capacity}
      <PoolsPanel cluster={name} interval={interval} />
      <DriftPanel drift={drift} />
      <OperationsPanel operations={operations} />
      {props.conditions}
      <KeepingPanel
        cluster={cluster}
        mayManage={mayManage && status.phase !== 'Deleting'}
        onChanged={props.onChanged}
      />
      {hasSnapshots && mayManage && (
        <SnapshotsPanel cluster={name} onBegun={props.onBegun} />
      )}
      <EventsPanel cluster={name} interval={interval} />
    </>
  );
}

const WORDS: Partial<Record<Cluster['status']['phase'], string>> = {
  Pending: 'It is about to be made',
  Provisioning: 'It is being made',
  Updating: 'It is being changed',
  Deleting: 'It is being removed',
  Degraded: 'It is not as it should be',
  Failed: 'It has failed',
};

/** What goes on, and what it waits for, in one place at the top. */
function ProgressNotice(props: {
  cluster: Cluster;
  operations: ClusterOperation[];
}) {
  const { cluster } = props;
  const { phase } = cluster.status;
  const progress = clusterProgress(cluster);
  const running = props.operations.find(operation =>
    ['Pending', 'Running'].includes(operation.phase),
  );
  const isChanging = phase === 'Ready' && !progress.done;
  const title = isChanging ? WORDS.Updating : WORDS[phase];
  if (!title && !running) {
    return null;
  }
  const text = [
    title && progress.text.replace(/^\w+(: |\. |$)/, ''),
    running &&
      `${OPERATION_WORDS[running.kind]} is ${running.phase.toLowerCase()}${
        running.message ? `: ${running.message}` : ''
      }`,
  ]
    .filter(Boolean)
    .join('. ');
  const isBad = phase === 'Failed';
  let status: 'danger' | 'warning' | 'info' = 'info';
  if (isBad) {
    status = 'danger';
  } else if (phase === 'Degraded') {
    status = 'warning';
  }
  return (
    <Alert
      role="status"
      status={status}
      icon
      title={title ?? 'Something is under way'}
      description={
        isBad
          ? `${text} The events tell how it came to this. Delete it, or change what is wrong in the cloud: it is tried again.`
          : text
      }
    />
  );
}
