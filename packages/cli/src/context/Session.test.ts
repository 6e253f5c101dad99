import { statSync } from 'node:fs';
import { Context } from './Context';
import type { ServerSettings } from './Settings';
import {
  createTestContext,
  type TestContext,
} from '../testing/createTestContext';
import { answer, startServer, type TestServer } from '../testing/startServer';

const SOON = new Date(Date.now() + 30_000).toISOString();
const LATER = new Date(Date.now() + 3_600_000).toISOString();

let server: TestServer;
let test: TestContext;
/** Tokens that the portal takes; the last one is the newest. */
let tokens: string[];
let refreshTokens: string[];

beforeEach(async () => {
  tokens = ['t0'];
  refreshTokens = ['r0'];
  server = await startServer((req, res) => {
    const { pathname } = new URL(req.url ?? '', 'http://portal');
    const { authorization } = req.headers;
    if (pathname.endsWith('/whoami')) {
      const known = authorization === `Bearer ${tokens.at(-1)}`;
      answer(
        res,
        known ? 200 : 401,
        known
          ? { userEntityRef: authorization, projects: [] }
          : {
              error: { name: 'AuthenticationError', message: 'Unknown token' },
            },
      );
      return;
    }
    const issue = () => {
      tokens.push(`t${tokens.length}`);
      return tokens.at(-1) ?? '';
    };
    if (pathname === '/api/auth/v1/token') {
      let text = '';
      req.on('data', chunk => (text += chunk));
      req.on('end', () => {
        if (JSON.parse(text).refresh_token !== refreshTokens.at(-1)) {
          answer(res, 400, { error: 'invalid_grant' });
          return;
        }
        refreshTokens.push(`r${refreshTokens.length}`);
        answer(res, 200, {
          access_token: issue(),
          expires_in: 3600,
          refresh_token: refreshTokens.at(-1),
        });
      });
      return;
    }
    const allowed =
      pathname === '/api/auth/demo/refresh' ||
      authorization === 'Bearer pagoda_secret';
    answer(
      res,
      allowed ? 200 : 401,
      allowed
        ? { backstageIdentity: { token: issue(), expiresInSeconds: 3600 } }
        : { error: { name: 'AuthenticationError', message: 'No such token' } },
    );
  });
  test = await createTestContext(server.url);
});

afterEach(async () => {
  await server.close();
  await test.remove();
});

function signIn(settings: ServerSettings) {
  return test.settings.update(file => {
    file.current = server.url;
    file.servers[server.url] = settings;
  });
}

/** As a command does that begins now. */
async function whoami(token?: string): Promise<string> {
  const context = new Context({ token }, test.settings, {
    PAGODA_URL: server.url,
  });
  const { data } = await context.client.GET('/whoami');
  return data?.userEntityRef ?? '';
}

const renewals = () =>
  server.requests.filter(request => request.includes('/api/auth/')).length;

describe('Session', () => {
  it('uses what was kept, and renews it before its end', async () => {
    const login = { kind: 'demo', persona: 'researcher' } as const;
    await signIn({ login, session: { token: 't0', expiresAt: LATER } });
    expect(await whoami()).toBe('Bearer t0');
    expect(renewals()).toBe(0);

    await signIn({ login, session: { token: 't0', expiresAt: SOON } });
    expect(await whoami()).toBe('Bearer t1');
    expect(await whoami()).toBe('Bearer t1');
    expect(server.requests).toContain(
      'GET /api/auth/demo/refresh?persona=researcher',
    );
    expect(renewals()).toBe(1);
  });

  it('gets another token when the portal does not take the one that was kept', async () => {
    await signIn({
      login: { kind: 'demo', persona: 'researcher' },
      session: { token: 'of-other-keys', expiresAt: LATER },
    });
    expect(await whoami()).toBe('Bearer t1');
  });

  it('renews once when several commands need it, as a refresh token is good for one use', async () => {
    await signIn({ login: { kind: 'browser', refreshToken: 'r0' } });
    expect(await Promise.all([1, 2, 3, 4].map(() => whoami()))).toEqual(
      Array(4).fill('Bearer t1'),
    );
    expect(test.settings.read().servers[server.url].login).toEqual({
      kind: 'browser',
      refreshToken: 'r1',
    });
  });

  it('says when the sign-in has ended', async () => {
    await signIn({ login: { kind: 'browser', refreshToken: 'old' } });
    await expect(whoami()).rejects.toMatchObject({
      exitCode: 3,
      advice: `pagoda login --url ${server.url}`,
    });
  });

  it('exchanges a personal access token once for all commands', async () => {
    expect(await whoami('pagoda_secret')).toBe('Bearer t1');
    expect(await whoami('pagoda_secret')).toBe('Bearer t1');
    expect(renewals()).toBe(1);
    const text = JSON.stringify(test.settings.read());
    expect(text).not.toContain('pagoda_secret');
    await expect(whoami('pagoda_wrong')).rejects.toThrow('No such token');
  });

  it('sends a Backstage token as it is', async () => {
    expect(await whoami('t0')).toBe('Bearer t0');
    await expect(whoami('other')).rejects.toMatchObject({ status: 401 });
    expect(renewals()).toBe(0);
  });

  it('keeps secrets from other users', async () => {
    await signIn({ login: { kind: 'token', secret: 'pagoda_secret' } });
    expect(await whoami()).toBe('Bearer t1');
    expect(statSync(test.settings.path).mode % 0o1000).toBe(0o600);
  });

  it('wants a sign-in', async () => {
    await expect(whoami()).rejects.toMatchObject({
      message: `Not signed in at ${server.url}`,
      exitCode: 3,
    });
  });
});
