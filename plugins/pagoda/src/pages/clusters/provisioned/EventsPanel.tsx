import { useCallback } from 'react';
import { useApi } from '@backstage/core-plugin-api';
import type { ClusterEvent } from '@pagoda/plugin-pagoda-common';
import { pagodaApiRef, unwrap } from '../../../api';
import {
  EmptyState,
  PagedTable,
  Panel,
  RelativeTime,
} from '../../../components';
import { usePagedList } from '../../../hooks/usePagedList';
import { useRepeated } from '../../../hooks/useRepeated';
import styles from './provisioned.module.css';

const MARKS: Record<ClusterEvent['severity'], string> = {
  info: '·',
  warning: '⚠',
  error: '✕',
};

/** All that happened to a cluster, the newest first. */
export function EventsPanel(props: {
  cluster: string;
  /** Milliseconds between two looks. */
  interval: number;
}) {
  const { cluster } = props;
  const api = useApi(pagodaApiRef);
  const list = usePagedList<ClusterEvent>(
    `events of ${cluster}`,
    async (cursor, signal) => {
      const page = await unwrap(
        api.client.GET('/clusters/{cluster}/events', {
          params: { path: { cluster }, query: { cursor, limit: 20 } },
          signal,
        }),
      );
      return { items: page.items, nextCursor: page.pageInfo.nextCursor };
    },
  );
  const { refresh, items } = list;
  // Whoever reads older ones is not thrown back to the first page.
  const isFirstPage = items.length <= 20;
  useRepeated(
    useCallback(() => isFirstPage && refresh(), [isFirstPage, refresh]),
    props.interval,
  );
  return (
    <Panel title="Events">
      <PagedTable
        label="Events"
        list={list}
        empty={<EmptyState title="Nothing happened yet" />}
        columns={[
          {
            id: 'at',
            label: 'When',
            render: event => <RelativeTime time={event.at} />,
          },
          {
            id: 'what',
            label: 'What',
            isRowHeader: true,
            grow: true,
            render: event => (
              <>
                <span
                  className={styles.severity}
                  data-severity={event.severity}
                  title={event.severity}
                >
                  <span aria-hidden="true">{MARKS[event.severity]} </span>
                  {event.kind}
                </span>
                <p className={styles.message}>{event.message}</p>
              </>
            ),
          },
          {
            id: 'actor',
            label: 'By',
            hideBelow: 'md',
            render: event => event.actor?.replace(/^user:default\//, '') ?? '',
          },
        ]}
      />
    </Panel>
  );
}
