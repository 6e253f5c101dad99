import { useApi } from '@backstage/core-plugin-api';
import { Link, Skeleton, Text } from '@backstage/ui';
import { formatBytes, type ProjectUsage } from '@pagoda/plugin-pagoda-common';
import { pagodaApiRef, unwrap } from '../../api';
import { ErrorPanel, Panel, UsageBar } from '../../components';
import { useLinks } from '../../hooks/useLinks';
import { useResource } from '../../hooks/useResource';
import { useRunEvents } from '../../hooks/useRunEvents';
import { useThrottle } from '../../hooks/useThrottle';
import { useWhoami } from '../../hooks/useWhoami';
import styles from './HomePage.module.css';

/** An administrator may be in all of them; the rest has pages of its own. */
const SHOWN = 4;
/** The points of a sweep change many times a second; how much is used need not. */
const REFRESH_MS = 2000;

/** How much of its quota each of the user's projects uses. */
export function QuotaPanel() {
  const whoami = useWhoami();
  const projects = whoami.data?.projects ?? [];
  return (
    <Panel title="My projects' quota">
      {whoami.error && (
        <ErrorPanel error={whoami.error} onRetry={whoami.refresh} />
      )}
      {whoami.isLoading && <Skeleton height="6rem" />}
      {whoami.data && projects.length === 0 && (
        <Text color="secondary">
          You are in no project yet. Ask the owner of a project to add you, or
          an administrator for a new one.
        </Text>
      )}
      <div className={styles.projects}>
        {projects.slice(0, SHOWN).map(project => (
          <ProjectQuota key={project.name} project={project} />
        ))}
      </div>
      {projects.length > SHOWN && (
        <Text color="secondary">and {projects.length - SHOWN} more</Text>
      )}
    </Panel>
  );
}

function ProjectQuota(props: { project: { name: string; title?: string } }) {
  const { name, title } = props.project;
  const api = useApi(pagodaApiRef);
  const links = useLinks();
  const { data, error, refresh } = useResource(`usage ${name}`, signal =>
    unwrap(
      api.client.GET('/projects/{project}/usage', {
        params: { path: { project: name } },
        signal,
      }),
    ),
  );
  const refreshLater = useThrottle(refresh, REFRESH_MS);
  useRunEvents({
    onGap: refresh,
    onChanges: changes => {
      if (changes.some(change => change.project === name)) {
        refreshLater();
      }
    },
  });
  return (
    <section aria-label={title ?? name}>
      <Text
        as="h3"
        variant="body-medium"
        weight="bold"
        className={styles.project}
      >
        <Link href={links.runs({ project: name })}>{title ?? name}</Link>
      </Text>
      {error && !data && <ErrorPanel error={error} onRetry={refresh} />}
      {data ? <UsageBars usage={data} /> : !error && <Skeleton height="4rem" />}
    </section>
  );
}

function UsageBars({ usage }: { usage: ProjectUsage }) {
  const { concurrentRuns, cpu, memory, gpu, storage, queuedRuns } = usage;
  return (
    <div className={styles.bars}>
      <UsageBar
        label="Runs"
        used={concurrentRuns.used}
        limit={concurrentRuns.quota}
      />
      <UsageBar label="CPU" used={cpu.used} limit={cpu.quota} />
      <UsageBar
        label="Memory"
        used={memory.used}
        limit={memory.quota}
        format={formatBytes}
      />
      {Boolean(gpu.quota || gpu.used) && (
        <UsageBar label="GPU" used={gpu.used} limit={gpu.quota} />
      )}
      <UsageBar
        label="Storage"
        used={storage.used}
        limit={storage.quota}
        format={formatBytes}
      />
      {queuedRuns > 0 && (
        <Text variant="body-small" color="secondary">
          {queuedRuns === 1 ? '1 run waits' : `${queuedRuns} runs wait`}
        </Text>
      )}
    </div>
  );
}
