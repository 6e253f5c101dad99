import { useApi } from '@backstage/core-plugin-api';
import { Link, Skeleton, Text } from '@backstage/ui';
import { pagodaApiRef, unwrap } from '../../api';
import { ErrorPanel, Panel } from '../../components';
import { useLinks } from '../../hooks/useLinks';
import { useResource } from '../../hooks/useResource';
import { useTemplateLinks } from '../../hooks/useTemplateLinks';
import styles from './HomePage.module.css';

const SHOWN = 6;

/** The ways to start something: templates and the experiments there are. */
export function StartPanel() {
  const api = useApi(pagodaApiRef);
  const links = useLinks();
  const templates = useTemplateLinks();
  const { data, error, isLoading, refresh } = useResource(
    'home experiments',
    signal =>
      unwrap(
        api.client.GET('/experiments', {
          params: { query: { limit: SHOWN } },
          signal,
        }),
      ),
  );
  const ways = [
    { label: 'Run a container', href: templates.runContainer },
    { label: 'Sweep parameters', href: templates.sweep },
    { label: 'New experiment', href: templates.newExperiment },
  ].filter((way): way is { label: string; href: string } => Boolean(way.href));
  return (
    <Panel
      title="Start from a template"
      action={<Link href={links.experiments()}>All experiments</Link>}
    >
      {ways.length > 0 && (
        <ul className={styles.chips} aria-label="Templates">
          {ways.map(way => (
            <li key={way.label}>
              <Link href={way.href}>{way.label}</Link>
            </li>
          ))}
        </ul>
      )}
      {error && <ErrorPanel error={error} onRetry={refresh} />}
      {isLoading && <Skeleton height="5rem" />}
      {data?.items.length === 0 && (
        <Text color="secondary">There are no experiments yet.</Text>
      )}
      <ul className={styles.list} aria-label="Experiments">
        {data?.items.map(experiment => (
          <li
            key={`${experiment.project}/${experiment.name}`}
            className={styles.row}
          >
            <div className={styles.grow}>
              <Link
                href={links.startExperiment(
                  experiment.project,
                  experiment.name,
                )}
              >
                {experiment.title || experiment.name}
              </Link>
              <Text
                as="p"
                variant="body-small"
                color="secondary"
                className={styles.cause}
              >
                {experiment.description}
              </Text>
            </div>
            <Text variant="body-small" color="secondary">
              {experiment.project}
            </Text>
          </li>
        ))}
      </ul>
    </Panel>
  );
}
