import { useEffect, useRef, useState } from 'react';
import { configApiRef, useApi } from '@backstage/core-plugin-api';
import { Alert, Button, Flex, Link, Skeleton, Text } from '@backstage/ui';
import type { View } from '@pagoda/plugin-pagoda-common';
import { pagodaApiRef } from '../api';
import { useResource } from '../hooks/useResource';
import styles from './EmbeddedView.module.css';

/** What a dashboard needs: its scripts and its own storage; neither to lead the page elsewhere nor to ask for devices. */
const SANDBOX = 'allow-scripts allow-same-origin allow-forms allow-popups';
/** After so long it is said that a frame shows nothing yet, in milliseconds. */
const PATIENCE = 20_000;
/** The cookie is renewed so long before it ends, in milliseconds. */
const EARLIER = 60_000;

const NAMES = { grafana: 'Grafana', kibana: 'Kibana' };

/**
 * A dashboard of another server in a frame. What is on the portal's own address is asked for first; what is elsewhere has
 * to be on the list of `pagoda.monitoring.embed.hosts`. Where it cannot be shown, it says why, and links to it.
 */
export function EmbeddedView({ view }: { view: View }) {
  const [place, isNear] = useIsNear();
  return (
    <Flex direction="column" gap="2" ref={place}>
      <Flex align="center" justify="between" gap="2">
        <Text as="h3" variant="title-x-small" style={{ margin: 0 }}>
          {view.title}
        </Text>
        <ExternalLink view={view} />
      </Flex>
      {!view.frame && view.message && (
        <Text color="secondary">{view.message}</Text>
      )}
      {view.frame && view.url !== undefined && isNear && (
        <Content key={view.url} view={view} url={view.url} />
      )}
    </Flex>
  );
}

function Content({ view, url }: { view: View; url: string }) {
  const config = useApi(configApiRef);
  if (!URL.canParse(url)) {
    return <OwnFrame view={view} path={url} />;
  }
  const hosts =
    config.getOptionalStringArray('pagoda.monitoring.embed.hosts') ?? [];
  const { origin } = new URL(url);
  return hosts.some(host => host.replace(/\/$/, '') === origin) ? (
    <Frame view={view} url={url} />
  ) : (
    <Problem
      title={`${NAMES[view.provider]} is not shown here`}
      message={`${origin} is not in pagoda.monitoring.embed.hosts.`}
    />
  );
}

/** Of the portal's backend, which knows the user by a cookie. */
function OwnFrame({ view, path }: { view: View; path: string }) {
  const api = useApi(pagodaApiRef);
  const { data, error, refresh } = useResource(path, signal =>
    api.openFrame(path, signal),
  );
  const expiresAt = data?.expiresAt.getTime();
  useEffect(() => {
    if (expiresAt === undefined) {
      return undefined;
    }
    const left = Math.max(expiresAt - Date.now() - EARLIER, EARLIER);
    const timer = setTimeout(refresh, left);
    return () => clearTimeout(timer);
  }, [expiresAt, refresh]);

  if (error) {
    return (
      <Problem
        title={`${NAMES[view.provider]} cannot be shown`}
        message={error.message}
        onRetry={refresh}
      />
    );
  }
  return data ? (
    <Frame view={view} url={data.url} />
  ) : (
    <div role="status" aria-label={`Loading: ${view.title}`}>
      <Skeleton height="12rem" />
    </div>
  );
}

function Frame({ view, url }: { view: View; url: string }) {
  const [isLoaded, setLoaded] = useState(false);
  const [isLate, setLate] = useState(false);
  useEffect(() => {
    if (isLoaded) {
      return undefined;
    }
    const timer = setTimeout(() => setLate(true), PATIENCE);
    return () => clearTimeout(timer);
  }, [isLoaded]);
  return (
    <>
      {isLate && !isLoaded && (
        <Problem
          title={`${NAMES[view.provider]} shows nothing yet`}
          message="It may be slow, or not be reached from your browser. Open it by the link to see."
        />
      )}
      <iframe
        className={styles.frame}
        title={view.title}
        src={url}
        loading="lazy"
        sandbox={SANDBOX}
        referrerPolicy="strict-origin-when-cross-origin"
        onLoad={() => setLoaded(true)}
      />
    </>
  );
}

function Problem(props: {
  title: string;
  message: string;
  onRetry?: () => void;
}) {
  return (
    <Alert
      role="alert"
      status="warning"
      icon
      title={props.title}
      description={props.message}
      customActions={
        props.onRetry && (
          <Button size="small" variant="secondary" onPress={props.onRetry}>
            Try again
          </Button>
        )
      }
    />
  );
}

/** What is on the portal's own address needs the whole of it, which only the backend's address tells. */
function ExternalLink({ view }: { view: View }) {
  const api = useApi(pagodaApiRef);
  const isWhole = URL.canParse(view.link);
  const { data: base } = useResource(isWhole ? undefined : 'base', () =>
    api.getBaseUrl(),
  );
  const href = isWhole
    ? view.link
    : base && new URL(view.link, base.replace(/v1$/, '')).href;
  return (
    href && (
      <Link href={href} target="_blank" rel="noreferrer" variant="body-small">
        {`Open in ${NAMES[view.provider]}`}
      </Link>
    )
  );
}

/** Whether somebody has scrolled so far that it is, or will soon be, seen. */
function useIsNear() {
  const place = useRef<HTMLDivElement>(null);
  const [isNear, setNear] = useState(
    () => typeof IntersectionObserver === 'undefined',
  );
  useEffect(() => {
    if (isNear || !place.current) {
      return undefined;
    }
    const observer = new IntersectionObserver(
      entries => {
        if (entries.some(entry => entry.isIntersecting)) {
          setNear(true);
        }
      },
      { rootMargin: '200px' },
    );
    observer.observe(place.current);
    return () => observer.disconnect();
  }, [isNear]);
  return [place, isNear] as const;
}
