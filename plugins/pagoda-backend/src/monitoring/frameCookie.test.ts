import { createFullPortal, type FullPortal } from '../testing/createFullPortal';
import { FakeGrafana } from '../testing/fakes/FakeGrafana';

jest.setTimeout(120_000);

const KIBANA = 'https://kibana.example.org';

let portal: FullPortal;
let grafana: FakeGrafana;

beforeAll(async () => {
  grafana = await FakeGrafana.start({ allowEmbedding: true });
  portal = await createFullPortal({
    pagoda: {
      monitoring: {
        grafana: { url: grafana.url, serviceAccountToken: grafana.token },
        embed: { hosts: [KIBANA] },
      },
    },
  });
});
afterAll(async () => {
  await portal?.stop();
  await grafana?.stop();
});

/** The cookie that a page gets for its frames. */
async function cookieOf(token: string): Promise<string> {
  const answer = await fetch(
    `${portal.url}/api/pagoda/.backstage/auth/v1/cookie`,
    { headers: { Authorization: `Bearer ${token}` } },
  );
  expect(answer.status).toBe(200);
  const [cookie] = answer.headers.getSetCookie();
  expect(cookie).toMatch(/HttpOnly/i);
  return cookie.split(';')[0];
}

function frame(cookie: string, uid: string): Promise<Response> {
  return fetch(`${portal.url}/api/pagoda/grafana/d/${uid}/x`, {
    headers: { Cookie: cookie, Accept: 'text/html' },
  });
}

it('lets a frame know its user by the cookie, and no further than the token behind it goes', async () => {
  const session = await portal.signIn('administrator');
  const own = await cookieOf(session);
  expect((await frame(own, 'pagoda-fleet')).status).toBe(200);
  expect((await frame('', 'pagoda-fleet')).status).toBe(401);
  // The cookie is for frames alone.
  const api = await fetch(`${portal.url}/api/pagoda/v1/whoami`, {
    headers: { Cookie: own },
  });
  expect(api.status).toBe(401);

  const researcher = await cookieOf(await portal.signIn('researcher'));
  expect((await frame(researcher, 'pagoda-cluster')).status).toBe(200);
  expect((await frame(researcher, 'pagoda-fleet')).status).toBe(403);

  const { body } = await portal.send('POST', '/api/pagoda/v1/tokens', session, {
    ...{ name: 'reads', scope: 'read' },
  });
  const limited = await cookieOf(await portal.exchange(body.secret));
  expect((await frame(limited, 'pagoda-cluster')).status).toBe(200);
  expect((await frame(limited, 'pagoda-fleet')).status).toBe(403);
});

it('adds the servers of the list to frame-src, and lets frames of Grafana be shown by its own pages', async () => {
  const answer = await fetch(`${portal.url}/api/pagoda/v1/whoami`);
  expect(answer.headers.get('content-security-policy')).toContain(
    `frame-src 'self' ${KIBANA}`,
  );
  const cookie = await cookieOf(await portal.signIn('researcher'));
  const page = await frame(cookie, 'pagoda-cluster');
  const policy = page.headers.get('content-security-policy');
  expect(policy).toContain(`frame-ancestors 'self' ${portal.url}`);
  expect(policy).not.toContain(KIBANA);
});
