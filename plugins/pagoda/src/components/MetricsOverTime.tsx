import { useState } from 'react';
import { Select, Skeleton } from '@backstage/ui';
import { useMetricSeries, type SeriesSubject } from '../hooks/useMetricSeries';
import { ErrorPanel } from './ErrorPanel';
import { MetricCharts } from './MetricCharts';
import { Panel } from './Panel';
import styles from './MetricCharts.module.css';

const RANGES = [
  { id: '3600', label: 'Last hour' },
  { id: '21600', label: 'Last 6 hours' },
  { id: '86400', label: 'Last day' },
  { id: '604800', label: 'Last week' },
  { id: '2592000', label: 'Last 30 days' },
];

/**
 * What something uses over time, by Prometheus. Where none is connected, it says so.
 *
 * @param props - `life`: all of its life is shown, which is over or not; otherwise people choose how far back
 */
export function MetricsOverTime(props: {
  about: SeriesSubject;
  life?: 'over' | 'open';
}) {
  const { about, life } = props;
  const [range, setRange] = useState(RANGES[0].id);
  const { data, error, refresh } = useMetricSeries(about, {
    ...{ version: life, live: life !== 'over' },
    ...(life === undefined && { seconds: Number(range) }),
  });
  const canChoose =
    life === undefined && (!data || data.available || isPassing(data.code));
  return (
    <Panel
      title="Use over time"
      action={
        canChoose && (
          <Select
            className={styles.range}
            aria-label="How far back"
            size="small"
            options={RANGES}
            value={range}
            onChange={key => setRange(String(key))}
          />
        )
      }
    >
      {error && <ErrorPanel error={error} onRetry={refresh} />}
      {data && <MetricCharts list={data} />}
      {!data && !error && <Skeleton height="12rem" />}
    </Panel>
  );
}

/** Another time may be answered. */
function isPassing(code: string | undefined): boolean {
  return code === 'TooSlow' || code === 'Failed' || code === 'Unreachable';
}
