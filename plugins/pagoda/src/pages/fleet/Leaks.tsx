import { useState } from 'react';
import { toError } from '@backstage/errors';
import { useApi } from '@backstage/core-plugin-api';
import { Button, Flex, Skeleton, Text } from '@backstage/ui';
import type { Leak, LeakReport } from '@pagoda/plugin-pagoda-common';
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
import styles from './fleet.module.css';
import { Looks } from './Looks';

const OBJECT: ResourceColumn<Leak> = {
  id: 'name',
  label: 'Object',
  isRowHeader: true,
  render: leak => (
    <div className={styles.name}>
      {leak.kind} <code>{leak.name}</code>
    </div>
  ),
};

const OBJECT_AND_PLACE: ResourceColumn<Leak> = {
  ...OBJECT,
  render: leak => (
    <div className={styles.name}>
      {leak.kind} <code>{leak.name}</code>
      <Text as="p" color="secondary" style={{ margin: 0 }}>
        {leak.cloud === undefined
          ? `Cluster ${leak.cluster}`
          : `Cloud ${leak.cloud}`}
      </Text>
    </div>
  ),
};

const NAMESPACE: ResourceColumn<Leak> = {
  id: 'namespace',
  label: 'Namespace',
  hideBelow: 'sm',
  render: leak => leak.namespace ?? '',
};

const OTHERS: ResourceColumn<Leak>[] = [
  {
    id: 'reason',
    label: 'Why',
    render: leak => (
      <>
        {leak.reason}
        {(leak.detail !== undefined ||
          leak.deletionTimestamp !== undefined) && (
          <Text as="p" color="secondary" style={{ margin: 0 }}>
            {leak.detail}
            {leak.deletionTimestamp !== undefined && (
              <>
                {' '}
                It is being deleted
                {leak.finalizers.length > 0 &&
                  `, and waits for ${leak.finalizers.join(', ')}`}
                .
              </>
            )}
          </Text>
        )}
      </>
    ),
  },
  {
    id: 'created',
    label: 'Made',
    hideBelow: 'sm',
    render: leak => leak.createdAt && <RelativeTime time={leak.createdAt} />,
  },
];

/** Rows that are drawn at once. */
const PAGE = 100;
/** Leaks of one request: each is asked for and deleted while the answer is waited for. */
const BATCH = 25;
/** Leaks that are named before they are deleted. */
const NAMED = 20;

/**
 * What PAGoDA has made on clusters and in clouds and nothing leads to any more, with its clean-up; for administrators.
 *
 * @param props - `cluster`: of this one alone; `onChange`: called after something was looked at or cleaned
 */
export function Leaks(props: { cluster?: string; onChange?: () => void }) {
  const { cluster, onChange } = props;
  const api = useApi(pagodaApiRef);
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set());
  const [shown, setShown] = useState(PAGE);
  const [isCleaning, setCleaning] = useState(false);
  const [isLooking, setLooking] = useState(false);
  const [lookError, setLookError] = useState<Error>();
  const [outcome, setOutcome] = useState<string[]>([]);
  const { data, error, refresh, set } = useResource(
    `leaks ${cluster ?? ''}`,
    signal =>
      unwrap(
        api.client.GET('/fleet/leaks', {
          params: { query: { cluster } },
          signal,
        }),
      ),
  );
  const chosen = (data?.items ?? []).filter(({ id }) => selected.has(id));

  async function look() {
    setLooking(true);
    setLookError(undefined);
    try {
      set(
        await unwrap(
          api.client.POST('/fleet/leaks:look', { body: { cluster } }),
        ),
      );
      onChange?.();
    } catch (thrown) {
      setLookError(toError(thrown));
    } finally {
      setLooking(false);
    }
  }

  async function clean() {
    const results: { deleted: boolean; id: string; message: string }[] = [];
    for (let start = 0; start < chosen.length; start += BATCH) {
      const ids = chosen.slice(start, start + BATCH).map(({ id }) => id);
      const { items } = await unwrap(
        api.client.POST('/fleet/leaks:clean', { body: { ids } }),
      );
      results.push(...items);
    }
    setOutcome(
      results
        .filter(({ deleted, message }) => !deleted || /waits/.test(message))
        .map(({ id, message }) => `${id}: ${message}`),
    );
    setSelected(new Set());
    refresh();
    onChange?.();
  }

  return (
    <Panel
      title="Leaks"
      action={
        <Flex gap="2">
          <Button
            size="small"
            variant="secondary"
            isPending={isLooking}
            onPress={look}
          >
            Look now
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
      {lookError && <ErrorPanel error={lookError} onRetry={look} />}
      {!data && !error && <Skeleton height="4rem" />}
      {outcome.map(text => (
        <Text key={text} as="p" color="secondary" role="status">
          {text}
        </Text>
      ))}
      {data && <Looks report={data} />}
      {data && isClean(data) && (
        <EmptyState
          title="Nothing was left behind"
          description={`Everything ${cluster === undefined ? '' : 'on this cluster '}that carries PAGoDA’s marks belongs to somebody.`}
        />
      )}
      {data && data.items.length > 0 && (
        <ResourceTable
          label="Leaks"
          columns={columnsFor(data.items, cluster)}
          items={data.items.slice(0, shown)}
          selection={{ selected, onChange: setSelected }}
        />
      )}
      {data && data.items.length > shown && (
        <Flex justify="center">
          <Button variant="secondary" onPress={() => setShown(shown + PAGE)}>
            {`Show more of ${data.items.length}`}
          </Button>
        </Flex>
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
          Each is looked at once more, and deleted where it still belongs to
          nobody, with all data in it:
        </Text>
        <ul>
          {chosen
            .slice(0, NAMED)
            .map(({ id, kind, namespace, name, cluster: on, cloud }) => (
              <li key={id}>
                {kind} {namespace ? `${namespace}/` : ''}
                {name} ({cloud ?? on})
              </li>
            ))}
          {chosen.length > NAMED && <li>and {chosen.length - NAMED} more</li>}
        </ul>
      </ConfirmDialog>
    </Panel>
  );
}

/** All places were looked at, and nothing was found. */
function isClean({ items, missing, looks }: LeakReport): boolean {
  return (
    items.length === 0 &&
    missing.length === 0 &&
    looks.every(
      ({ lookedAt, message }) =>
        lookedAt !== undefined && message === undefined,
    )
  );
}

/** Where each is, unless all are in one place; its namespace where any has one. */
function columnsFor(
  leaks: Leak[],
  cluster: string | undefined,
): ResourceColumn<Leak>[] {
  return [
    cluster === undefined ? OBJECT_AND_PLACE : OBJECT,
    ...(leaks.some(({ namespace }) => namespace) ? [NAMESPACE] : []),
    ...OTHERS,
  ];
}
