import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type Browser } from 'playwright-core';
import { startPortal, type Portal } from '../../portal';
import { CliUser } from './CliUser';
import { Keycloak } from './Keycloak';
import { TlsProxy } from './TlsProxy';
import { WebUser } from './WebUser';

/** How soon the catalog has to show what a sign-in brought, in milliseconds. */
const CATALOG_LIMIT = 10_000;

describe('sign-in by a real Keycloak', () => {
  let keycloak: Keycloak;
  let proxy: TlsProxy;
  let portal: Portal;
  let database: string;
  let browser: Browser;
  let researcher: WebUser;
  let administrator: WebUser;

  beforeAll(async () => {
    keycloak = await Keycloak.start();
    proxy = await TlsProxy.start();
    database = await mkdtemp(join(tmpdir(), 'pagoda-database-'));
    portal = await startPortal({
      args: [
        ...['--url', proxy.url],
        ...['--config', 'app-config.production.yaml'],
        ...['--config', 'testing/peers/keycloak/app-config.keycloak.yaml'],
      ],
      environment: {
        NODE_ENV: 'production',
        NODE_EXTRA_CA_CERTS: proxy.certificate,
        PAGODA_TEST_DATABASE: database,
        PAGODA_SESSION_SECRET: randomBytes(32).toString('hex'),
        PAGODA_ENCRYPTION_KEY: randomBytes(32).toString('base64'),
        OIDC_METADATA_URL: keycloak.metadataUrl,
        OIDC_CLIENT_ID: 'pagoda',
        OIDC_CLIENT_SECRET: 'pagoda-secret',
      },
    });
    proxy.target(portal.url);
    browser = await chromium.launch({
      executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
      args: ['--no-sandbox'],
    });
    researcher = await WebUser.create(browser, proxy.url, portal.url);
    administrator = await WebUser.create(browser, proxy.url, portal.url);
  }, 600_000);

  afterAll(async () => {
    await browser?.close();
    await portal?.stop();
    await proxy?.stop();
    await keycloak?.stop();
    await rm(database, { recursive: true, force: true });
  }, 60_000);

  it('signs in on the page, with the groups of the identity provider', async () => {
    await researcher.signIn('researcher');
    expect(await researcher.get('/api/pagoda/v1/whoami')).toMatchObject({
      status: 200,
      body: {
        userEntityRef: 'user:default/researcher',
        ownershipEntityRefs: [
          'user:default/researcher',
          'group:default/pagoda-user',
        ],
        administrator: false,
        token: null,
        projects: [],
      },
    });
  });

  it('refuses a wrong password', async () => {
    const stranger = await WebUser.create(browser, proxy.url, portal.url);
    await expect(stranger.signIn('researcher', 'wrong')).rejects.toThrow(
      'Invalid username or password',
    );
    await stranger.close();
  });

  it('makes entities of users and groups', async () => {
    const deadline = Date.now() + CATALOG_LIMIT;
    let answer;
    do {
      answer = await researcher.get(
        '/api/catalog/entities/by-name/user/default/researcher',
      );
    } while (
      !answer.body.relations?.length && // A new entity is there before its relations.
      Date.now() < deadline
    );
    expect(answer.body).toMatchObject({
      spec: {
        profile: { displayName: 'R One', email: 'researcher@pagoda.test' },
        memberOf: ['pagoda-user'],
      },
      relations: [{ type: 'memberOf', targetRef: 'group:default/pagoda-user' }],
    });
    const group = await researcher.get(
      '/api/catalog/entities/by-name/group/default/pagoda-user',
    );
    expect(group.status).toBe(200);
  });

  it('makes administrators of the group that the configuration names', async () => {
    await administrator.signIn('administrator');
    const whoami = await administrator.get('/api/pagoda/v1/whoami');
    expect(whoami.body).toMatchObject({ administrator: true });
    const project = {
      name: 'vision',
      members: [
        { subject: 'user:default/administrator', role: 'owner' },
        { subject: 'group:default/pagoda-user', role: 'researcher' },
      ],
    };
    expect(
      await researcher.send('POST', '/api/pagoda/v1/projects', project),
    ).toMatchObject({ status: 403, body: { error: { code: 'NotAllowed' } } });
    expect(
      await administrator.send('POST', '/api/pagoda/v1/projects', project),
    ).toMatchObject({ status: 201 });
  });

  it('gives a group its role in a project', async () => {
    expect(
      await researcher.get('/api/pagoda/v1/projects/vision'),
    ).toMatchObject({ status: 200, body: { role: 'researcher' } });
    expect(
      await researcher.send('PATCH', '/api/pagoda/v1/projects/vision', {
        title: 'Mine',
      }),
    ).toMatchObject({ status: 403 });
  });

  it('signs in the CLI by the browser', async () => {
    const cli = await CliUser.create(proxy.certificate);
    try {
      const login = await cli.run(
        ['login', '--url', proxy.url, '--no-browser'],
        address => researcher.authorize(address),
      );
      expect(login).toMatchObject({ code: 0 });
      const whoami = await cli.run(['whoami', '-o', 'json']);
      expect(JSON.parse(whoami.stdout)).toMatchObject({
        userEntityRef: 'user:default/researcher',
        administrator: false,
        projects: [{ name: 'vision', role: 'researcher' }],
      });
      const refused = await cli.run(['project', 'create', 'mine']);
      expect(refused).toMatchObject({ code: 3, stdout: '' });
    } finally {
      await cli.remove();
    }
  });

  it('exchanges access tokens of users that the identity provider has told of', async () => {
    const { body } = await researcher.send('POST', '/api/pagoda/v1/tokens', {
      name: 'notebook',
      scope: 'read',
    });
    const exchanged = await fetch(`${portal.url}/api/auth/pat/refresh`, {
      headers: { Authorization: `Bearer ${body.secret}` },
    });
    const { backstageIdentity } = (await exchanged.json()) as {
      backstageIdentity: { token: string };
    };
    const whoami = await fetch(`${portal.url}/api/pagoda/v1/whoami`, {
      headers: { Authorization: `Bearer ${backstageIdentity.token}` },
    });
    expect(await whoami.json()).toMatchObject({
      userEntityRef: 'user:default/researcher',
      token: { scope: 'read' },
      projects: [{ name: 'vision', role: 'researcher' }],
    });
  });

  it('takes the role away with the group, at the next renewal of the session', async () => {
    await keycloak.removeFromGroup('researcher', 'pagoda-user');
    await researcher.renew();
    const whoami = await researcher.get('/api/pagoda/v1/whoami');
    expect(whoami.body).toMatchObject({
      ownershipEntityRefs: ['user:default/researcher'],
      projects: [],
    });
    expect(
      (await researcher.get('/api/pagoda/v1/projects/vision')).status,
    ).toBe(404);
  });

  it('does not hand on the roles of a name to another user', async () => {
    await keycloak.deleteUser('researcher');
    await keycloak.addUser('researcher', ['pagoda-user']);
    const impostor = await WebUser.create(browser, proxy.url, portal.url);
    await expect(impostor.signIn('researcher')).rejects.toThrow(
      "The user name 'researcher' belongs to another account of the identity provider",
    );
    await impostor.close();
  });

  it('has no demo personas', async () => {
    const answer = await fetch(
      `${portal.url}/api/auth/demo/refresh?persona=administrator`,
    );
    expect(answer.status).toBe(404);
  });
});
