import { act, fireEvent, screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
// eslint-disable-next-line @backstage/no-undeclared-imports
import { renderInTestApp } from '@backstage/frontend-test-utils';
import type { View } from '@pagoda/plugin-pagoda-common';
import { createPagodaApi, pagodaApiRef } from '../api';
import { monitoringRouteRef } from '../routes';
import { EmbeddedView } from './EmbeddedView';
import { EmbeddedViews } from './EmbeddedViews';

const BASE = 'https://portal.test/api/pagoda';
const KIBANA = 'https://kibana.test';

const GRAFANA_VIEW: View = {
  ...{ id: 'pagoda-run', title: 'PAGoDA / Run', provider: 'grafana' },
  ...{ frame: true, url: 'grafana/d/pagoda-run/x?kiosk' },
  link: 'grafana/d/pagoda-run/x',
};
const KIBANA_VIEW: View = {
  ...{ id: 'kibana-demo', title: 'Logs of demo', provider: 'kibana' },
  ...{ frame: true, url: `${KIBANA}/app/dashboards?embed=true` },
  link: `${KIBANA}/app/dashboards`,
};

/** The portal behind the pages: its answers by path, and what was asked. */
function serve(answers: Record<string, () => Response>) {
  const asked: { path: string; credentials?: RequestCredentials }[] = [];
  const api = createPagodaApi({
    discoveryApi: { getBaseUrl: async () => BASE },
    fetchApi: {
      fetch: async (input, init) => {
        const { pathname, search } = new URL(new Request(input).url);
        const path = pathname.slice('/api/pagoda'.length);
        asked.push({ path: path + search, credentials: init?.credentials });
        return answers[path]?.() ?? new Response('', { status: 404 });
      },
    },
  });
  return { api, asked };
}

const COOKIE = () =>
  Response.json({ expiresAt: new Date(Date.now() + 3_600_000) });

function draw(
  element: JSX.Element,
  { api }: ReturnType<typeof serve>,
  hosts: string[] = [KIBANA],
) {
  return renderInTestApp(element, {
    apis: [[pagodaApiRef, api]],
    config: { pagoda: { monitoring: { embed: { hosts } } } },
    mountedRoutes: { '/monitoring': monitoringRouteRef },
  });
}

describe('EmbeddedView', () => {
  it("frames the portal's own page once the browser is known there", async () => {
    const portal = serve({
      '/.backstage/auth/v1/cookie': COOKIE,
      '/grafana/d/pagoda-run/x': () => new Response('page'),
    });
    await draw(<EmbeddedView view={GRAFANA_VIEW} />, portal);
    const frame = await screen.findByTitle('PAGoDA / Run');
    expect(frame).toHaveAttribute('src', `${BASE}/${GRAFANA_VIEW.url}`);
    expect(frame).toHaveAttribute(
      'sandbox',
      'allow-scripts allow-same-origin allow-forms allow-popups',
    );
    expect(frame).toHaveAttribute(
      'referrerpolicy',
      'strict-origin-when-cross-origin',
    );
    expect(frame).toHaveAttribute('loading', 'lazy');
    expect(portal.asked[0]).toEqual({
      ...{ path: '/.backstage/auth/v1/cookie', credentials: 'include' },
    });
    expect(
      await screen.findByRole('link', { name: /Open in Grafana/ }),
    ).toHaveAttribute('href', `${BASE}/${GRAFANA_VIEW.link}`);
  });

  it('says why there is nothing to show, and tries again', async () => {
    let isDown = true;
    const portal = serve({
      '/.backstage/auth/v1/cookie': COOKIE,
      '/grafana/d/pagoda-run/x': () =>
        isDown
          ? Response.json(
              {
                error: {
                  name: 'ServiceUnavailableError',
                  message: 'Grafana does not answer',
                },
                response: { statusCode: 503 },
              },
              { status: 503 },
            )
          : new Response('page'),
    });
    await draw(<EmbeddedView view={GRAFANA_VIEW} />, portal);
    expect(await screen.findByRole('alert')).toHaveTextContent(
      'Grafana does not answer',
    );
    expect(screen.queryByTitle('PAGoDA / Run')).toBeNull();
    isDown = false;
    await userEvent.click(screen.getByRole('button', { name: 'Try again' }));
    await screen.findByTitle('PAGoDA / Run');
    expect(screen.queryByRole('alert')).toBeNull();
  });

  it('frames other servers only where they are on the list', async () => {
    const portal = serve({});
    const { unmount } = await draw(<EmbeddedView view={KIBANA_VIEW} />, portal);
    expect(await screen.findByTitle('Logs of demo')).toHaveAttribute(
      'src',
      KIBANA_VIEW.url,
    );
    unmount();
    await draw(<EmbeddedView view={KIBANA_VIEW} />, portal, [
      'https://kibana.test.evil.example.org',
    ]);
    expect(await screen.findByRole('alert')).toHaveTextContent(
      'https://kibana.test is not in pagoda.monitoring.embed.hosts',
    );
    expect(screen.queryByTitle('Logs of demo')).toBeNull();
    expect(
      screen.getByRole('link', { name: /Open in Kibana/ }),
    ).toHaveAttribute('href', KIBANA_VIEW.link);
  });

  it('is a link with a reason where there may be no frame', async () => {
    const message = 'Kibana cannot be shown here: it forbids frames.';
    await draw(
      <EmbeddedView
        view={{ ...KIBANA_VIEW, frame: false, url: undefined, message }}
      />,
      serve({}),
    );
    await screen.findByText(message);
    expect(screen.queryByTitle('Logs of demo')).toBeNull();
    expect(screen.getByRole('link')).toHaveAttribute('target', '_blank');
  });

  it('says after a while that a frame shows nothing', async () => {
    jest.useFakeTimers({ doNotFake: ['queueMicrotask', 'nextTick'] });
    try {
      const drawn = draw(<EmbeddedView view={KIBANA_VIEW} />, serve({}));
      await act(() => jest.advanceTimersByTimeAsync(1_000));
      await drawn;
      expect(screen.getByTitle('Logs of demo')).toBeInTheDocument();
      expect(screen.queryByRole('alert')).toBeNull();
      await act(() => jest.advanceTimersByTimeAsync(20_000));
      expect(screen.getByRole('alert')).toHaveTextContent('shows nothing yet');
      fireEvent.load(screen.getByTitle('Logs of demo'));
      expect(screen.queryByRole('alert')).toBeNull();
    } finally {
      jest.useRealTimers();
    }
  });
});

describe('EmbeddedViews', () => {
  it('ask for the time and the theme of the page, and follow it', async () => {
    const portal = serve({
      '/v1/views': () => Response.json({ items: [], message: 'Not connected' }),
      '/v1/whoami': () => Response.json({ administrator: false, projects: [] }),
    });
    await draw(
      <EmbeddedViews
        about={{ run: '01993f2e-7c1a-7def-8a40-5d6f0a1b2c3d' }}
        since="2026-01-01T00:01:00Z"
        until="2026-01-01T00:09:00Z"
      />,
      portal,
    );
    await screen.findByText('Not connected');
    const queries = () =>
      portal.asked
        .filter(({ path }) => path.startsWith('/v1/views'))
        .map(({ path }) =>
          Object.fromEntries(new URLSearchParams(path.split('?')[1])),
        );
    // Short messages are dark in a light app.
    await waitFor(() =>
      expect(queries().at(-1)).toEqual({
        run: '01993f2e-7c1a-7def-8a40-5d6f0a1b2c3d',
        ...{ since: '2026-01-01T00:00:00.000Z', theme: 'light' },
        until: '2026-01-01T00:10:00.000Z',
      }),
    );
    await act(async () =>
      document.body.setAttribute('data-theme-mode', 'dark'),
    );
    await waitFor(() => expect(queries().at(-1)?.theme).toBe('dark'));
  });
});
