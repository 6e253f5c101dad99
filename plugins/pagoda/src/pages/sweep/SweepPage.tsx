import { useState } from 'react';
import { useApi } from '@backstage/core-plugin-api';
import { Alert, Button, Link, Skeleton } from '@backstage/ui';
import { RiStopCircleLine } from '@remixicon/react';
import { pagodaApiRef, unwrap } from '../../api';
import {
  ConfirmDialog,
  CopyButton,
  Duration,
  EmbeddedViews,
  MetricsOverTime,
  ErrorPanel,
  LiveStatus,
  PageLayout,
  Panel,
  RelativeTime,
  StatusBadge,
  SweepProgress,
} from '../../components';
import { formatEntityRef } from '../../describeRun';
import { useMayWrite } from '../../hooks/useMayWrite';
import { useLinks } from '../../hooks/useLinks';
import { useParams } from '../../routing';
import { explanationTitle } from '../run/explain';
import { FailureCauses } from './FailureCauses';
import { PointsTable } from './PointsTable';
import { SweepPlot } from './SweepPlot';
import { useSweep } from './useSweep';
import styles from './SweepPage.module.css';

/** Where is the good region? */
export function SweepPage() {
  const { sweep: id = '' } = useParams();
  const api = useApi(pagodaApiRef);
  const links = useLinks();
  const { sweep: resource, points, status } = useSweep(id);
  const [isAsking, setAsking] = useState(false);
  const sweep = resource.data;
  const mayWrite = useMayWrite(sweep?.project);
  const parents = [{ label: 'Runs', href: links.runs() }];

  if (!sweep) {
    return (
      <PageLayout title="Sweep" parents={parents}>
        {resource.error ? (
          <ErrorPanel error={resource.error} onRetry={resource.refresh} />
        ) : (
          <Skeleton height="12rem" />
        )}
      </PageLayout>
    );
  }
  const isRunning = sweep.status.phase === 'Running';
  const { counts, explanation } = sweep.status;
  const unfinished =
    (counts.Queued ?? 0) + (counts.Starting ?? 0) + (counts.Running ?? 0);

  return (
    <PageLayout
      title={`${sweep.experiment} sweep`}
      badge={<StatusBadge phase={sweep.status.phase} />}
      parents={parents}
      subtitle={
        <>
          <Link href={links.runs({ project: sweep.project })}>
            {sweep.project}
          </Link>
          <Link href={links.cluster(sweep.cluster)}>{sweep.cluster}</Link>
          <Link href={links.experiment(sweep.project, sweep.experiment)}>
            {`revision ${sweep.revision}`}
          </Link>
          <Duration start={sweep.createdAt} end={sweep.status.finishedAt} />
          <span>
            by {formatEntityRef(sweep.owner)},{' '}
            <RelativeTime time={sweep.createdAt} />
          </span>
          <CopyButton text={sweep.id} label="Copy sweep id" />
          {isRunning && <LiveStatus status={status} />}
        </>
      }
      actions={
        isRunning &&
        mayWrite && (
          <Button
            variant="primary"
            iconStart={<RiStopCircleLine aria-hidden="true" />}
            onPress={() => setAsking(true)}
          >
            Cancel sweep
          </Button>
        )
      }
    >
      <div className={styles.page}>
        <SweepProgress sweep={sweep} />
        {explanation && (
          <Alert
            status={sweep.status.phase === 'Failed' ? 'danger' : 'info'}
            icon
            title={explanationTitle(explanation.code)}
            description={`${explanation.summary} ${explanation.advice}`}
          />
        )}
        {points.error && (
          <ErrorPanel error={points.error} onRetry={points.refresh} />
        )}
        {points.isLoading && <Skeleton height="16rem" />}
        {points.data && (
          <>
            <FailureCauses sweep={sweep} points={points.data} />
            <Panel title="Plot">
              <SweepPlot sweep={sweep} points={points.data} />
            </Panel>
            <Panel title="Points">
              <PointsTable sweep={sweep} points={points.data} />
            </Panel>
          </>
        )}
        <MetricsOverTime
          about={{ sweep: sweep.id }}
          life={sweep.status.finishedAt ? 'over' : 'open'}
        />
        <EmbeddedViews
          about={{ sweep: sweep.id }}
          since={sweep.createdAt}
          until={sweep.status.finishedAt ?? undefined}
        />
      </div>
      <ConfirmDialog
        isOpen={isAsking}
        onClose={() => setAsking(false)}
        title="Cancel the sweep?"
        confirmLabel="Cancel the sweep"
        destructive
        onConfirm={async () => {
          resource.set(
            await unwrap(
              api.client.POST('/sweeps/{sweep}:cancel', {
                params: { path: { sweep: sweep.id } },
              }),
            ),
          );
        }}
      >
        {unfinished} of {sweep.points} points have not finished: they end, or
        never start. Results of the others stay.
      </ConfirmDialog>
    </PageLayout>
  );
}
