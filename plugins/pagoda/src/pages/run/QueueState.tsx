import { useApi } from '@backstage/core-plugin-api';
import { Text } from '@backstage/ui';
import type { ClusterQueueList, Run } from '@pagoda/plugin-pagoda-common';
import { pagodaApiRef, unwrap } from '../../api';
import { useRepeated } from '../../hooks/useRepeated';
import { useResource } from '../../hooks/useResource';

/** How often the queue is asked for, in milliseconds. */
const REFRESH = 10_000;

/** How the queue is doing that a run waits in, kept up to date. */
export function QueueState({ run }: { run: Run }) {
  const api = useApi(pagodaApiRef);
  const { cluster, project, spec } = run;
  const { data, error, refresh } = useResource<ClusterQueueList>(
    `queues of ${cluster} for ${project}`,
    signal =>
      unwrap(
        api.client.GET('/clusters/{cluster}/queues', {
          params: { path: { cluster }, query: { project } },
          signal,
        }),
      ),
  );
  useRepeated(refresh, REFRESH);
  if (error && !data) {
    return (
      <Text as="p" variant="body-small" color="secondary">
        {`How the queue is doing cannot be told: ${error.message}`}
      </Text>
    );
  }
  const queue = data?.items.find(({ name }) => name === spec.queue);
  if (!queue) {
    return data ? (
      <Text as="p" variant="body-small" color="secondary">
        {`Cluster ${cluster} has no queue '${spec.queue}' for project ${project} now.`}
      </Text>
    ) : null;
  }
  const { name, clusterQueue, pending, admitted, active, message } = queue;
  return (
    <Text as="p" variant="body-small" color="secondary">
      {`Queue ${name} (of ${clusterQueue}) now: ${pending} waiting, ${admitted} running, ${active ? 'open' : `stopped${message ? ` (${message})` : ''}`}.`}
    </Text>
  );
}
