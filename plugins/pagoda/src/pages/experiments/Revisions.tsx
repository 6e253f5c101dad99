import { useApi } from '@backstage/core-plugin-api';
import { Link, Skeleton, Text } from '@backstage/ui';
import type { ExperimentSpec } from '@pagoda/plugin-pagoda-common';
import { pagodaApiRef, unwrap } from '../../api';
import { ErrorPanel, Panel, RelativeTime } from '../../components';
import { useLinks } from '../../hooks/useLinks';
import { useResource } from '../../hooks/useResource';
import styles from './Revisions.module.css';

/** The revisions of an experiment, each with what it changed. */
export function Revisions(props: {
  project: string;
  experiment: string;
  shown: number;
}) {
  const { project, experiment, shown } = props;
  const api = useApi(pagodaApiRef);
  const links = useLinks();
  const { data, error, refresh } = useResource(
    `revisions ${project}/${experiment}`,
    signal =>
      unwrap(
        api.client.GET(
          '/projects/{project}/experiments/{experiment}/revisions',
          {
            params: { path: { project, experiment }, query: { limit: 20 } },
            signal,
          },
        ),
      ),
  );
  return (
    <Panel title="Revisions">
      {error && <ErrorPanel error={error} onRetry={refresh} />}
      {!data && !error && <Skeleton height="4rem" />}
      <ol className={styles.list}>
        {data?.items.map((item, index) => (
          <li key={item.revision}>
            <Link
              href={`${links.experiment(project, experiment)}?revision=${item.revision}`}
            >
              Revision {item.revision}
            </Link>
            {item.revision === shown && ' (shown)'}
            <Text
              as="p"
              variant="body-small"
              color="secondary"
              className={styles.fact}
            >
              {item.createdBy.replace(/^user:default\//, '')},{' '}
              <RelativeTime time={item.createdAt} />
              {changes(item.spec, data.items[index + 1]?.spec)}
            </Text>
          </li>
        ))}
      </ol>
    </Panel>
  );
}

/** Names the parts that differ from the revision before. */
function changes(
  spec: ExperimentSpec,
  before: ExperimentSpec | undefined,
): string {
  if (!before) {
    return '';
  }
  const keys = [
    ...new Set([...Object.keys(spec), ...Object.keys(before)]),
  ] as (keyof ExperimentSpec)[];
  const changed = keys.filter(
    key => JSON.stringify(spec[key]) !== JSON.stringify(before[key]),
  );
  return changed.length > 0 ? ` · changed: ${changed.join(', ')}` : '';
}
