import {
  coreServices,
  createBackendPlugin,
} from '@backstage/backend-plugin-api';
import { createFullPortal, type FullPortal } from '../testing/createFullPortal';

/** Another plugin, which calls PAGoDA on behalf of its users, as the scaffolder's actions do. */
const carrierPlugin = createBackendPlugin({
  pluginId: 'carrier',
  register(env) {
    env.registerInit({
      deps: {
        auth: coreServices.auth,
        discovery: coreServices.discovery,
        httpAuth: coreServices.httpAuth,
        httpRouter: coreServices.httpRouter,
      },
      async init({ auth, discovery, httpAuth, httpRouter }) {
        httpRouter.use(async (req, res) => {
          const { token } = await auth.getPluginRequestToken({
            onBehalfOf: await httpAuth.credentials(req),
            targetPluginId: 'pagoda',
          });
          const answer = await fetch(
            `${await discovery.getBaseUrl('pagoda')}${req.path}`,
            {
              method: req.method,
              headers: {
                Authorization: `Bearer ${token}`,
                'Content-Type': 'application/json',
              },
              body: req.method === 'POST' ? '{"name":"carried"}' : undefined,
            },
          );
          res.status(answer.status).json(await answer.json());
        });
      },
    });
  },
});

describe('personal access tokens, with all of Backstage running', () => {
  let portal: FullPortal;
  let administrator: string;
  let researcher: string;

  /** A new access token, and the Backstage token that it is exchanged for. */
  async function createToken(session: string, scope: string) {
    const { body } = await portal.send(
      'POST',
      '/api/pagoda/v1/tokens',
      session,
      { name: `for ${scope}`, scope, expiresInDays: 1 },
    );
    return {
      id: body.token.id as string,
      secret: body.secret as string,
      backstage: await portal.exchange(body.secret),
    };
  }

  beforeAll(async () => {
    portal = await createFullPortal({ features: [carrierPlugin] });
    administrator = await portal.signIn('administrator');
    researcher = await portal.signIn('researcher');
    for (const [name, subject] of [
      ['demo', 'user:default/researcher'],
      ['hidden', 'user:default/researcher2'],
    ]) {
      await portal.send('POST', '/api/pagoda/v1/projects', administrator, {
        name,
        members: [{ subject, role: 'owner' }],
      });
    }
  }, 60_000);

  afterAll(async () => {
    await portal?.stop();
  });

  it('shows the secret once, lists the token, and exchanges it until it is revoked', async () => {
    const created = await portal.send(
      'POST',
      '/api/pagoda/v1/tokens',
      researcher,
      { name: 'notebook' },
    );
    const { token, secret } = created.body;
    expect(secret).toMatch(/^pagoda_[A-Za-z0-9_-]{43}$/);
    expect(token).toMatchObject({
      name: 'notebook',
      scope: 'write',
      hint: secret.slice(0, 11),
      lastUsedAt: null,
    });
    const days =
      (Date.parse(token.expiresAt) - Date.parse(token.createdAt)) / 86_400_000;
    expect(Math.round(days)).toBe(90);

    const backstage = await portal.exchange(secret);
    const whoami = await portal.send('GET', '/api/pagoda/v1/whoami', backstage);
    expect(whoami.body).toMatchObject({
      userEntityRef: 'user:default/researcher',
      token: { scope: 'write' },
      projects: [{ name: 'demo', role: 'owner' }],
    });
    const list = await portal.send('GET', '/api/pagoda/v1/tokens', researcher);
    expect(list.body.items).toContainEqual({
      ...token,
      lastUsedAt: expect.any(String),
    });
    expect(JSON.stringify(list.body)).not.toContain(secret.slice(0, 20));

    const others = await portal.send(
      'DELETE',
      `/api/pagoda/v1/tokens/${token.id}`,
      administrator,
    );
    expect(others.status).toBe(404);
    const revoked = await portal.send(
      'DELETE',
      `/api/pagoda/v1/tokens/${token.id}`,
      researcher,
    );
    expect(revoked.status).toBe(204);
    const refused = await portal.send('GET', '/api/auth/pat/refresh', secret);
    const unknown = await portal.send(
      'GET',
      '/api/auth/pat/refresh',
      `pagoda_${'x'.repeat(43)}`,
    );
    expect(refused.status).toBe(401);
    expect(refused.body.error.message).toMatch(/unknown, revoked or expired/);
    expect(unknown.body.error.message).toBe(refused.body.error.message);
    for (const nothing of [undefined, 'x', researcher]) {
      const { status } = await portal.send(
        'GET',
        '/api/auth/pat/refresh',
        nothing,
      );
      expect(status).toBe(401);
    }
  });

  it('ends what a revoked token was exchanged for, also where another plugin carries it', async () => {
    const { id, backstage } = await createToken(researcher, 'write');
    const paths = ['/api/pagoda/v1/whoami', '/api/carrier/v1/whoami'];
    for (const path of paths) {
      expect((await portal.send('GET', path, backstage)).status).toBe(200);
    }
    await portal.send('DELETE', `/api/pagoda/v1/tokens/${id}`, researcher);
    // Answers are used again for two seconds.
    await new Promise(resolve => setTimeout(resolve, 2_100));
    for (const path of paths) {
      const { status, body } = await portal.send('GET', path, backstage);
      expect(status).toBe(401);
      expect(body.error).toMatchObject({ code: 'NotSignedIn' });
    }
    const entities = await portal.send(
      'GET',
      '/api/catalog/entities/by-query',
      backstage,
    );
    expect(entities.body.items).toEqual([]);
  });

  it('lets a token with scope read read alone', async () => {
    const { backstage } = await createToken(researcher, 'read');
    const send = (method: string, path: string, body?: object) =>
      portal.send(method, path, backstage, body);
    expect((await send('GET', '/api/pagoda/v1/projects/demo')).status).toBe(
      200,
    );
    expect((await send('GET', '/api/pagoda/v1/tokens')).status).toBe(200);
    const patched = await send('PATCH', '/api/pagoda/v1/projects/demo', {
      title: 'Changed',
    });
    expect(patched).toMatchObject({
      status: 403,
      body: {
        error: {
          code: 'NotAllowed',
          message:
            "pagoda.project.update in project 'demo' needs the role owner, and more than an access token with scope read",
        },
      },
    });
    const byRefs = await send('POST', '/api/catalog/entities/by-refs', {
      entityRefs: ['user:default/nobody'],
    });
    expect(byRefs.status).toBe(200);
    for (const [method, path, body] of [
      ['POST', '/api/pagoda/v1/tokens', { name: 'more', scope: 'read' }],
      ['POST', '/api/scaffolder/v2/tasks', { templateRef: 'x', values: {} }],
      ['POST', '/api/Catalog/refresh', { entityRef: 'user:default/x' }],
      ['DELETE', '/api/catalog/entities/by-uid/1', undefined],
      ['PUT', '/api/carrier/v1/whoami', undefined],
      ['POST', '/api/auth/v1/sessions/1/approve', undefined],
    ] as const) {
      const { status, body: answer } = await send(method, path, body);
      expect([method, path, status, answer.error.code]).toEqual([
        method,
        path,
        403,
        'NotAllowed',
      ]);
    }
  });

  it("takes the administrator's powers from a token with scope write, wherever it goes", async () => {
    const { backstage } = await createToken(administrator, 'write');
    const send = (method: string, path: string, body?: object) =>
      portal.send(method, path, backstage, body);
    const whoami = await send('GET', '/api/pagoda/v1/whoami');
    expect(whoami.body).toMatchObject({
      administrator: false,
      token: { scope: 'write' },
    });
    expect((await send('GET', '/api/pagoda/v1/projects')).body.items).toEqual(
      [],
    );
    expect((await send('GET', '/api/pagoda/v1/projects/demo')).status).toBe(
      404,
    );
    for (const plugin of ['pagoda', 'carrier']) {
      const made = await send('POST', `/api/${plugin}/v1/projects`, {
        name: 'carried',
      });
      expect(made).toMatchObject({
        status: 403,
        body: { error: { code: 'NotAllowed' } },
      });
      expect(made.body.error.message).toContain('scope write');
    }
    const location = { type: 'url', target: 'https://example.org/a.yaml' };
    expect(
      (await send('POST', '/api/catalog/locations?dryRun=true', location))
        .status,
    ).toBe(403);
    for (const path of ['/api/auth/v1/sessions/1/approve', '/api/AUTH/x']) {
      const { status, body } = await send('POST', path);
      expect([status, body.error?.advice]).toEqual([403, 'Sign in.']);
    }
    expect(
      (await send('POST', '/api/pagoda/v1/tokens', { name: 'more' })).status,
    ).toBe(403);
  });

  it('names every request, wherever it ends', async () => {
    const { backstage } = await createToken(researcher, 'read');
    const ask = (path: string) =>
      fetch(`${portal.url}${path}`, {
        method: 'POST',
        headers: {
          Authorization: `Bearer ${backstage}`,
          'X-Request-Id': 'request-0815',
        },
      });
    for (const path of ['/api/pagoda/v1/tokens', '/api/catalog/refresh']) {
      const answer = await ask(path);
      expect(answer.headers.get('X-Request-Id')).toBe('request-0815');
      expect((await answer.json()).request.id).toBe('request-0815');
    }
    for (const path of ['/api/auth/pat/refresh', '/nowhere']) {
      const answer = await ask(path);
      expect(answer.headers.get('X-Request-Id')).toBe('request-0815');
    }
  });

  it('gives a token with scope admin what its owner may, and no more', async () => {
    const { backstage } = await createToken(administrator, 'admin');
    const projects = await portal.send(
      'GET',
      '/api/pagoda/v1/projects',
      backstage,
    );
    expect(projects.body.items.map((p: { name: string }) => p.name)).toEqual([
      'demo',
      'hidden',
    ]);
    const more = await createToken(backstage, 'admin');
    expect(more.secret).toMatch(/^pagoda_/);

    const { backstage: mine } = await createToken(researcher, 'admin');
    const made = await portal.send('POST', '/api/pagoda/v1/projects', mine, {
      name: 'mine',
    });
    expect(made).toMatchObject({
      status: 403,
      body: { error: { code: 'NotAllowed' } },
    });
    const other = await portal.send(
      'GET',
      '/api/pagoda/v1/projects/hidden',
      mine,
    );
    expect(other.status).toBe(404);
  });

  it('keeps sessions of a user apart from its tokens', async () => {
    await createToken(administrator, 'read');
    const { body } = await portal.send(
      'GET',
      '/api/carrier/v1/whoami',
      administrator,
    );
    expect(body).toMatchObject({ administrator: true, token: null });
  });

  it('opens internal routes to their plugin alone', async () => {
    for (const [method, path] of [
      ['POST', 'tokens/verify'],
      ['POST', 'tokens/grants'],
      ['POST', 'accounts/sign-in'],
      ['GET', 'caller'],
      ['GET', 'catalog/records'],
    ]) {
      for (const [token, status] of [
        [administrator, 403],
        [undefined, 401],
      ] as const) {
        const answer = await portal.send(
          method,
          `/api/pagoda/internal/${path}`,
          token,
          method === 'POST' ? { secret: 'x' } : undefined,
        );
        expect([path, answer.status]).toEqual([path, status]);
      }
      const carried = await portal.send(
        method,
        `/api/carrier/internal/${path}`,
        administrator,
      );
      expect([path, carried.status]).toEqual([path, 403]);
    }
  });
});

describe('demo personas', () => {
  it('sign in by name, and are told to those who ask for another', async () => {
    const portal = await createFullPortal();
    try {
      const { status, body } = await portal.send(
        'GET',
        '/api/auth/demo/refresh?persona=toString',
      );
      expect(status).toBe(400);
      expect(body.error.message).toMatch(
        "persona: 'toString' is not a demo persona; choose one of researcher, researcher2, viewer, administrator",
      );
      const whoami = await portal.send(
        'GET',
        '/api/pagoda/v1/whoami',
        await portal.signIn('administrator'),
      );
      expect(whoami.body).toMatchObject({
        administrator: true,
        ownershipEntityRefs: [
          'user:default/administrator',
          'group:default/pagoda-administrators',
        ],
      });
    } finally {
      await portal.stop();
    }
  }, 60_000);

  it('do not start in production, and are not there where they are not enabled', async () => {
    const before = process.env.NODE_ENV;
    process.env.NODE_ENV = 'production';
    try {
      await expect(createFullPortal()).rejects.toThrow(
        'The demo personas sign in without a password and are not for production: set auth.providers.demo.enabled to false',
      );
      const portal = await createFullPortal({
        config: {
          auth: { providers: { demo: { enabled: false }, pat: {} } },
        },
        pagoda: { encryption: { keys: [{ id: '1', secret: 'k'.repeat(32) }] } },
      });
      try {
        const { status } = await portal.send(
          'GET',
          '/api/auth/demo/refresh?persona=researcher',
        );
        expect(status).toBe(404);
      } finally {
        await portal.stop();
      }
    } finally {
      process.env.NODE_ENV = before;
    }
  }, 60_000);
});
