import { Link, Skeleton, Text } from '@backstage/ui';
import { ErrorPanel, Panel, ProjectUsageBars } from '../../components';
import { useLinks } from '../../hooks/useLinks';
import { useProjectUsage } from '../../hooks/useProjectUsage';
import { useWhoami } from '../../hooks/useWhoami';
import styles from './HomePage.module.css';

/** An administrator may be in all of them; the rest has pages of its own. */
const SHOWN = 4;

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
  const links = useLinks();
  const { data, error, refresh } = useProjectUsage(name);
  return (
    <section aria-label={title ?? name}>
      <Text
        as="h3"
        variant="body-medium"
        weight="bold"
        className={styles.project}
      >
        <Link href={links.project(name)}>{title ?? name}</Link>
      </Text>
      {error && !data && <ErrorPanel error={error} onRetry={refresh} />}
      {data ? (
        <ProjectUsageBars usage={data} />
      ) : (
        !error && <Skeleton height="4rem" />
      )}
    </section>
  );
}
