import { useApi } from '@backstage/core-plugin-api';
import { Select, Text } from '@backstage/ui';
import type {
  ClusterQueue,
  ClusterQueueList,
  RunSubmit,
} from '@pagoda/plugin-pagoda-common';
import { pagodaApiRef, unwrap } from '../../api';
import { describeCluster } from '../../describeCluster';
import { useResource } from '../../hooks/useResource';

/** Where a run is to execute; what is left out is the portal's choice. */
export type PlaceChoice = Pick<
  RunSubmit,
  'cluster' | 'queue' | 'priorityClass'
>;

const NONE = '';

/** Chooses the cluster, and there the queue and the priority, as far as there is a choice. */
export function PlaceFields({
  project,
  choice,
  problems,
  onChange,
}: {
  project: string;
  choice: PlaceChoice;
  /** By field of the request. */
  problems: Record<string, string>;
  onChange: (choice: PlaceChoice) => void;
}) {
  const api = useApi(pagodaApiRef);
  const { data: clusters = [] } = useResource('clusters for runs', signal =>
    unwrap(
      api.client.GET('/clusters', {
        params: { query: { limit: 200 } },
        signal,
      }),
    ).then(page => page.items),
  );
  // Runs that name no cluster go there.
  const usual = clusters.find(({ engine }) => engine === 'process');
  const cluster = clusters.find(
    ({ name }) => name === (choice.cluster ?? usual?.name),
  );
  if (clusters.length === 0 || (clusters.length === 1 && usual)) {
    return null;
  }
  return (
    <>
      <Select
        label="Cluster"
        description={cluster ? describeCluster(cluster) : 'Where it runs'}
        options={clusters.map(one => ({
          id: one.name,
          label:
            one.title === one.name ? one.name : `${one.title} (${one.name})`,
          description: describeCluster(one),
        }))}
        selectedKey={cluster?.name ?? null}
        onSelectionChange={key => onChange({ cluster: String(key ?? '') })}
      />
      <Problem text={problems.cluster} />
      {cluster?.features?.kueue.installed && (
        <QueueFields
          key={cluster.name}
          cluster={cluster.name}
          {...{ project, choice, problems, onChange }}
        />
      )}
    </>
  );
}

function QueueFields({
  cluster,
  project,
  choice,
  problems,
  onChange,
}: {
  cluster: string;
  project: string;
  choice: PlaceChoice;
  problems: Record<string, string>;
  onChange: (choice: PlaceChoice) => void;
}) {
  const api = useApi(pagodaApiRef);
  const { data, error } = useResource<ClusterQueueList>(
    `queues of ${cluster} for ${project}`,
    signal =>
      unwrap(
        api.client.GET('/clusters/{cluster}/queues', {
          params: { path: { cluster }, query: { project } },
          signal,
        }),
      ),
  );
  if (error) {
    return <Problem text={error.message} />;
  }
  if (!data || data.items.length === 0) {
    return null;
  }
  return (
    <>
      <Select
        label="Queue"
        description="In a queue of the cluster, Kueue decides when it starts"
        options={[
          { value: NONE, label: 'None' },
          ...data.items.map(queue => ({
            value: queue.name,
            label: describeQueue(queue),
          })),
        ]}
        selectedKey={choice.queue ?? NONE}
        onSelectionChange={key =>
          onChange({ cluster, ...(key && { queue: String(key) }) })
        }
      />
      <Problem text={problems.queue} />
      {choice.queue && data.priorityClasses.length > 0 && (
        <Select
          label="Priority"
          options={[
            { value: NONE, label: 'None' },
            ...data.priorityClasses.map(({ name, value }) => ({
              value: name,
              label: `${name} (${value})`,
            })),
          ]}
          selectedKey={choice.priorityClass ?? NONE}
          onSelectionChange={key =>
            onChange({
              cluster,
              queue: choice.queue,
              ...(key && { priorityClass: String(key) }),
            })
          }
        />
      )}
      <Problem text={problems.priorityClass} />
    </>
  );
}

/** Such as `gpu: 3 wait, 2 run`. */
function describeQueue({
  name,
  active,
  pending,
  admitted,
}: ClusterQueue): string {
  const counts = `${pending} waiting, ${admitted} running`;
  return active ? `${name} (${counts})` : `${name} (stopped, ${counts})`;
}

function Problem({ text }: { text: string | undefined }) {
  return text ? (
    <Text as="p" role="alert" variant="body-small" color="danger">
      {text}
    </Text>
  ) : null;
}
