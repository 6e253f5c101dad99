import { useMemo } from 'react';
import type { Run, RunEvent } from '@pagoda/plugin-pagoda-common';
import {
  EmptyState,
  ErrorPanel,
  ResourceTable,
  type ResourceColumn,
} from '../../components';
import { useRunHistory } from './useRunDetails';
import styles from './RunPage.module.css';

type EventRow = RunEvent & { id: string };

const COLUMNS: ResourceColumn<EventRow>[] = [
  {
    id: 'time',
    label: 'Time',
    render: event => (
      <time
        className={styles.time}
        dateTime={event.time}
        title={new Date(event.time).toLocaleString()}
      >
        {new Date(event.time).toLocaleTimeString()}
      </time>
    ),
  },
  {
    id: 'reason',
    label: 'What',
    isRowHeader: true,
    render: event => (
      <span className={styles.reason} data-type={event.type}>
        {event.reason}
      </span>
    ),
  },
  {
    id: 'message',
    label: 'Message',
    grow: true,
    render: event => <span className={styles.message}>{event.message}</span>,
  },
];

/** What happened to the run, oldest first. */
export function EventsTab({ run }: { run: Run }) {
  const { data, error, isLoading, refresh } = useRunHistory(run);
  const rows = useMemo(
    () =>
      (data?.items ?? []).map((event, index) => ({
        ...event,
        id: String(index),
      })),
    [data],
  );
  return (
    <div className={styles.tab}>
      {error && <ErrorPanel error={error} onRetry={refresh} />}
      {data && rows.length === 0 && <EmptyState title="Nothing happened yet" />}
      {(isLoading || rows.length > 0) && (
        <ResourceTable
          label="Events"
          columns={COLUMNS}
          items={rows}
          isLoading={isLoading}
        />
      )}
    </div>
  );
}
