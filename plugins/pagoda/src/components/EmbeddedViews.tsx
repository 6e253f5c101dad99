import { useMemo } from 'react';
import { useApi } from '@backstage/core-plugin-api';
import { Flex, Link, Text } from '@backstage/ui';
import type { operations } from '@pagoda/plugin-pagoda-common';
import { pagodaApiRef, unwrap } from '../api';
import { useLinks } from '../hooks/useLinks';
import { useResource } from '../hooks/useResource';
import { useThemeMode } from '../hooks/useThemeMode';
import { AdministratorsOnly } from './AdministratorsOnly';
import { EmbeddedView } from './EmbeddedView';
import { ErrorPanel } from './ErrorPanel';
import { Panel } from './Panel';

/** What views are about. */
export type ViewSubject = Pick<
  NonNullable<operations['listViews']['parameters']['query']>,
  'run' | 'sweep' | 'project' | 'experiment' | 'volume' | 'cluster' | 'fleet'
>;

/**
 * An end that is open is now, to the minute: so frames are not loaded anew whenever the page is drawn. And a minute more is
 * shown on both sides, for what is shorter than measurements are apart.
 */
const MINUTE = 60_000;

/**
 * Dashboards of Grafana and Kibana about a thing, for a time, in the page's theme. Where none is connected, it says so.
 *
 * @param props - `since`, `until`: RFC 3339; the last hour without them
 */
export function EmbeddedViews(props: {
  about: ViewSubject;
  since?: string;
  until?: string;
}) {
  const { about } = props;
  const api = useApi(pagodaApiRef);
  const links = useLinks();
  const theme = useThemeMode();
  const until = useMemo(
    () =>
      props.until === undefined
        ? toTime(Math.ceil(Date.now() / MINUTE) * MINUTE)
        : toTime(Date.parse(props.until) + MINUTE),
    [props.until],
  );
  const since = props.since && toTime(Date.parse(props.since) - MINUTE);
  const query = { ...about, since, until, theme };
  const { data, error, refresh } = useResource(JSON.stringify(query), signal =>
    unwrap(api.client.GET('/views', { params: { query }, signal })),
  );
  if (error && !data) {
    return <ErrorPanel error={error} onRetry={refresh} />;
  }
  if (!data || (data.items.length === 0 && data.message === undefined)) {
    return null;
  }
  return (
    <Panel
      title="Dashboards"
      action={
        <AdministratorsOnly>
          <Link href={links.monitoring()} variant="body-small">
            Monitoring
          </Link>
        </AdministratorsOnly>
      }
    >
      {data.items.length === 0 ? (
        <Text color="secondary">{data.message}</Text>
      ) : (
        <Flex direction="column" gap="6">
          {data.items.map(view => (
            <EmbeddedView key={view.id} view={view} />
          ))}
        </Flex>
      )}
    </Panel>
  );
}

function toTime(milliseconds: number): string {
  return new Date(milliseconds).toISOString();
}
