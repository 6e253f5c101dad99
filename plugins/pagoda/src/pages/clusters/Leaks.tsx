import { useState } from 'react';
import { useApi } from '@backstage/core-plugin-api';
import { Button, Flex, Skeleton, Text } from '@backstage/ui';
import type { Leak } from '@pagoda/plugin-pagoda-common';
import { pagodaApiRef, unwrap } from '../../api';
import {
  ConfirmDialog,
  EmptyState,
  ErrorPanel,
  Panel,
  RelativeTime,
  ResourceTable,
  type ResourceColumn,
} from '../../components';
import { useResource } from '../../hooks/useResource';

const COLUMNS: ResourceColumn<Leak>[] = [
  {
    id: 'name',
    label: 'Object',
    isRowHeader: true,
    render: leak => (
      <>
        {leak.kind} <code>{leak.name}</code>
      </>
    ),
  },
  {
    id: 'namespace',
    label: 'Namespace',
    hideBelow: 'sm',
    render: leak => leak.namespace ?? '',
  },
  {
    id: 'reason',
    label: 'Why',
    grow: true,
    render: leak => (
      <>
        {leak.reason}
        {leak.deletionTimestamp !== undefined && (
          <Text as="p" color="secondary" style={{ margin: 0 }}>
            It is being deleted
            {leak.finalizers.length > 0 &&
              `, and waits for ${leak.finalizers.join(', ')}`}
            .
          </Text>
        )}
      </>
    ),
  },
  {
    id: 'created',
    label: 'Made',
    hideBelow: 'sm',
    render: leak => <RelativeTime time={leak.createdAt} />,
  },
];

/** What PAGoDA has made on a cluster and nothing leads to any more, with its clean-up; for administrators. */
export function Leaks({ cluster }: { cluster: string }) {
  const api = useApi(pagodaApiRef);
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set());
  const [isCleaning, setCleaning] = useState(false);
  const [outcome, setOutcome] = useState<string[]>([]);
  const { data, error, refresh } = useResource(`leaks ${cluster}`, signal =>
    unwrap(
      api.client.GET('/fleet/leaks', {
        params: { query: { cluster } },
        signal,
      }),
    ),
  );
  const chosen = (data?.items ?? []).filter(({ id }) => selected.has(id));

  async function clean() {
    const { items } = await unwrap(
      api.client.POST('/fleet/leaks:clean', {
        body: { ids: chosen.map(({ id }) => id) },
      }),
    );
    setOutcome(
      items
        .filter(({ deleted, message }) => !deleted || /waits/.test(message))
        .map(({ id, message }) => `${id}: ${message}`),
    );
    setSelected(new Set());
    refresh();
  }

  return (
    <Panel
      title="Leaks"
      action={
        <Flex gap="2">
          <Button size="small" variant="secondary" onPress={refresh}>
            Look again
          </Button>
          <Button
            size="small"
            variant="secondary"
            isDisabled={chosen.length === 0}
            onPress={() => setCleaning(true)}
          >
            Clean up
          </Button>
        </Flex>
      }
    >
      {error && <ErrorPanel error={error} onRetry={refresh} />}
      {!data && !error && <Skeleton height="4rem" />}
      {data?.unreadable.map(({ message }) => (
        <Text key={message} as="p" color="danger" role="alert">
          The cluster could not be looked at: {message}
        </Text>
      ))}
      {outcome.map(text => (
        <Text key={text} as="p" color="secondary" role="status">
          {text}
        </Text>
      ))}
      {data?.items.length === 0 && data.unreadable.length === 0 && (
        <EmptyState
          title="Nothing was left behind"
          description="Everything on this cluster that carries PAGoDA’s labels belongs to a project, a run or a volume."
        />
      )}
      {data && data.items.length > 0 && (
        <ResourceTable
          label="Leaks"
          columns={COLUMNS}
          items={data.items}
          selection={{ selected, onChange: setSelected }}
        />
      )}
      <ConfirmDialog
        isOpen={isCleaning}
        onClose={() => setCleaning(false)}
        title={`Delete ${chosen.length} objects?`}
        confirmLabel="Delete them"
        destructive
        onConfirm={clean}
      >
        <Text>
          They are deleted from cluster {cluster}, with all data in them:
        </Text>
        <ul>
          {chosen.map(({ id, kind, namespace, name }) => (
            <li key={id}>
              {kind} {namespace ? `${namespace}/` : ''}
              {name}
            </li>
          ))}
        </ul>
      </ConfirmDialog>
    </Panel>
  );
}
