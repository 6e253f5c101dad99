import { ButtonLink } from '@backstage/ui';
import { RiAddLine } from '@remixicon/react';
import { ErrorPanel, PageLayout } from '../../components';
import { useLinks } from '../../hooks/useLinks';
import { FirstRun } from './FirstRun';
import { NeedsYou } from './NeedsYou';
import { QuotaPanel } from './QuotaPanel';
import { RunningPanel } from './RunningPanel';
import { StartPanel } from './StartPanel';
import { useHomeRuns } from './useHomeRuns';
import styles from './HomePage.module.css';

/** What is going on with my work? */
export function HomePage() {
  const links = useLinks();
  const runs = useHomeRuns();
  const isFirstTime = runs.data !== undefined && runs.data.hasAny === false;
  return (
    <PageLayout
      title="Home"
      actions={
        // Somebody new has one button to press, and it is below.
        !isFirstTime && (
          <ButtonLink
            href={links.experiments()}
            variant="primary"
            iconStart={<RiAddLine aria-hidden="true" />}
          >
            New run
          </ButtonLink>
        )
      }
    >
      {runs.error && <ErrorPanel error={runs.error} onRetry={runs.refresh} />}
      {isFirstTime && <FirstRun />}
      <div className={styles.grid}>
        {!isFirstTime && (
          <>
            <RunningPanel runs={runs.data?.active} />
            <NeedsYou failed={runs.data?.failed} waiting={runs.data?.waiting} />
          </>
        )}
        <QuotaPanel />
        <StartPanel />
      </div>
    </PageLayout>
  );
}
