import { fireEvent, render, screen } from '@testing-library/react';
import App from './App';

const BACKEND = 'http://backend.test';

/** What the web app is told by the backend that serves it. */
function configure(data: object) {
  // The bundler puts an object there; the real environment only holds strings.
  process.env = {
    NODE_ENV: 'test',
    APP_CONFIG: [{ context: 'test', data }] as unknown as string,
  };
}

describe('the web app', () => {
  const realFetch = global.fetch;
  const realEnvironment = process.env;

  afterEach(() => {
    global.fetch = realFetch;
    localStorage.clear();
    process.env = realEnvironment;
  });

  it('lets one choose a persona where the demo is on, and then shows the portal', async () => {
    configure({
      app: { title: 'PAGoDA', baseUrl: 'http://portal.test' },
      backend: { baseUrl: BACKEND },
      auth: {
        environment: 'development',
        providers: { demo: { enabled: true } },
      },
    });
    const asked: string[] = [];
    global.fetch = jest.fn(async input => {
      asked.push(String(input));
      return Response.json({
        profile: { displayName: 'Viewer' },
        backstageIdentity: {
          token: 'header.payload.signature',
          expiresInSeconds: 3600,
          identity: {
            type: 'user',
            userEntityRef: 'user:default/viewer',
            ownershipEntityRefs: ['user:default/viewer'],
          },
        },
      });
    });
    render(App.createRoot());

    expect(
      await screen.findByRole('button', { name: 'Sign in as administrator' }),
    ).toBeVisible();
    fireEvent.click(screen.getByRole('button', { name: 'Sign in as viewer' }));

    expect(await screen.findByRole('link', { name: 'Home' })).toBeVisible();
    expect(asked[0]).toBe(`${BACKEND}/api/auth/demo/refresh?persona=viewer`);
  });
});
