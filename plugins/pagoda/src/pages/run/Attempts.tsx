import { Link, Text } from '@backstage/ui';
import type { Run } from '@pagoda/plugin-pagoda-common';
import {
  Duration,
  ErrorPanel,
  ResourceTable,
  StatusBadge,
} from '../../components';
import { toAttempts } from './toAttempts';
import { useRunHistory } from './useRunDetails';
import styles from './RunPage.module.css';

/** The attempts of a run that has had more than one, each with the way to its log. */
export function Attempts({ run }: { run: Run }) {
  const { data, error, refresh } = useRunHistory(run);
  const attempts = toAttempts(data?.items ?? []).map(attempt => ({
    ...attempt,
    id: String(attempt.attempt),
  }));
  return (
    <section className={styles.section}>
      <Text as="h2" variant="title-x-small">
        Attempts
      </Text>
      {error && <ErrorPanel error={error} onRetry={refresh} />}
      <ResourceTable
        label="Attempts"
        isLoading={!data && !error}
        items={attempts}
        columns={[
          {
            id: 'attempt',
            label: 'Attempt',
            isRowHeader: true,
            render: ({ attempt }) => (
              <Link
                className={styles.link}
                href={`?tab=logs&attempt=${attempt}`}
              >
                {`Log of attempt ${attempt}`}
              </Link>
            ),
          },
          {
            id: 'phase',
            label: 'State',
            render: ({ phase }) => <StatusBadge phase={phase} />,
          },
          {
            id: 'duration',
            label: 'Ran for',
            align: 'end',
            render: ({ startedAt, endedAt }) => (
              <Duration start={startedAt} end={endedAt} />
            ),
          },
          {
            id: 'message',
            label: 'What happened',
            grow: true,
            hideBelow: 'sm',
            render: ({ message }) => (
              <span className={styles.message}>{message}</span>
            ),
          },
        ]}
      />
    </section>
  );
}
