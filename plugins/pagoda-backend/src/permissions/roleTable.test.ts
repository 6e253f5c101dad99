import { mockCredentials } from '@backstage/backend-test-utils';
import type { OperationId, TokenScope } from '@pagoda/plugin-pagoda-common';
import { loadContract } from '../http/contract';
import { createFullPortal, type FullPortal } from '../testing/createFullPortal';
import { createTestPortal, type TestPortal } from '../testing/createTestPortal';
import {
  OPERATION_REQUESTS,
  type OperationSetting,
} from '../testing/operationRequests';
import { PortalClient, type PortalAnswer } from '../testing/PortalClient';
import {
  OUTCOME_STATUS,
  outcomeOf,
  TABLE_ROLES,
  type Outcome,
  type TableRole,
} from './outcomeOf';
import { OPERATION_RULES } from './roleTable';

const operations = [...loadContract().operations.keys()];

/** Somebody who tries an operation, and what should come of it. */
interface Attempt {
  name: string;
  client: PortalClient;
  /** Where the client may not make what it needs: one of the same user that may. */
  session: PortalClient;
  outcome: Outcome;
}

/**
 * All attempts at one operation; who is refused goes first, so that what is refused is still there for those who may.
 *
 * @returns what each attempt came to, and what it should have
 */
async function walk(
  operation: OperationId,
  attempts: Attempt[],
  setting: Omit<OperationSetting, 'caller'>,
): Promise<{ got: string[]; wanted: string[] }> {
  const prepare = (caller: PortalClient) =>
    OPERATION_REQUESTS[operation]({ ...setting, caller });
  const shared = await prepare(setting.owner);
  const isRefused = ({ outcome }: Attempt) =>
    OUTCOME_STATUS[outcome] !== undefined;
  const ordered = [
    ...attempts.filter(isRefused),
    ...attempts.filter(attempt => !isRefused(attempt)),
  ];
  const got: string[] = [];
  const wanted: string[] = [];
  const describeAnswer = (name: string, { status, body }: PortalAnswer) =>
    status < 300 || status === shared.answer
      ? `${name}: done`
      : `${name}: ${status}${body?.error?.message ? '' : ' without a word'}`;
  for (const attempt of ordered) {
    const { name, client, session, outcome } = attempt;
    const { method, path, body } =
      shared.method === 'GET' || isRefused(attempt)
        ? shared
        : await prepare(session);
    got.push(describeAnswer(name, await client.send(method, path, body)));
    wanted.push(`${name}: ${OUTCOME_STATUS[outcome] ?? 'done'}`);
  }
  // What was refused has changed nothing: the same request still does what it should.
  const { method, path, body } = shared;
  const last = await setting.owner.send(method, path, body);
  got.push(describeAnswer('owner afterwards', last));
  const outcome = outcomeOf(OPERATION_RULES[operation], 'owner');
  wanted.push(`owner afterwards: ${OUTCOME_STATUS[outcome] ?? 'done'}`);
  return { got, wanted };
}

/** So that lists have something to show. */
async function fill(setting: Omit<OperationSetting, 'caller'>): Promise<void> {
  for (const operation of ['getSweep', 'getVolume', 'getRun'] as const) {
    await OPERATION_REQUESTS[operation]({ ...setting, caller: setting.owner });
  }
}

describe('every operation of the API', () => {
  it('is in the table', () => {
    expect(Object.keys(OPERATION_RULES).sort()).toEqual([...operations].sort());
  });
});

describe('every operation of the API, in every role', () => {
  let portal: TestPortal;
  let setting: Omit<OperationSetting, 'caller'>;

  const client = (role: TableRole) =>
    new PortalClient(
      portal.baseUrl,
      role === 'anonymous'
        ? mockCredentials.none.header()
        : portal.header(role),
    );

  beforeAll(async () => {
    portal = await createTestPortal();
    setting = {
      project: 'demo',
      owner: client('owner'),
      administrator: client('administrator'),
    };
    await fill(setting);
  }, 60_000);
  afterAll(async () => {
    await portal?.stop();
  });

  it.each(operations)(
    '%s',
    async operation => {
      const attempts = TABLE_ROLES.map(role => ({
        name: role,
        client: client(role),
        session: client(role),
        outcome: outcomeOf(OPERATION_RULES[operation], role),
      }));
      const { got, wanted } = await walk(operation, attempts, setting);
      expect(got).toEqual(wanted);
    },
    30_000,
  );

  it.each(
    // Streams of events have no body here; runs.test.ts reads them.
    operations.filter(
      id => 'list' in OPERATION_RULES[id] && id !== 'streamRunEvents',
    ),
  )('%s shows nothing of a project to those who are not in it', async id => {
    const { path } = await OPERATION_REQUESTS[id]({
      ...setting,
      caller: setting.owner,
    });
    const seen: Record<string, boolean> = {};
    for (const role of TABLE_ROLES.slice(0, 5)) {
      const { body } = await client(role).send('GET', path);
      seen[role] = body.items.length > 0;
    }
    expect(seen).toEqual({
      owner: true,
      researcher: true,
      viewer: true,
      stranger: false,
      administrator: true,
    });
  });
});

describe('every operation of the API, with access tokens of every scope', () => {
  let portal: FullPortal;
  let setting: Omit<OperationSetting, 'caller'>;
  const clients = new Map<string, PortalClient>();

  beforeAll(async () => {
    portal = await createFullPortal();
    const baseUrl = `${portal.url}/api/pagoda/v1`;
    const bearer = (token: string) =>
      new PortalClient(baseUrl, `Bearer ${token}`);
    for (const [role, persona] of [
      ['owner', 'researcher'],
      ['administrator', 'administrator'],
    ]) {
      const session = bearer(await portal.signIn(persona));
      clients.set(role, session);
      for (const scope of ['read', 'write', 'admin']) {
        const { secret } = await session.expect('POST', '/tokens', {
          name: scope,
          scope,
        });
        clients.set(`${role} ${scope}`, bearer(await portal.exchange(secret)));
      }
    }
    setting = {
      project: 'demo',
      owner: clients.get('owner')!,
      administrator: clients.get('administrator')!,
    };
    await setting.administrator.expect('POST', '/projects', {
      name: 'demo',
      members: [{ subject: 'user:default/researcher', role: 'owner' }],
    });
    await fill(setting);
  }, 60_000);
  afterAll(async () => {
    await portal?.stop();
  });

  it.each(operations)(
    '%s',
    async operation => {
      const attempts = (['owner', 'administrator'] as const).flatMap(role =>
        (['read', 'write', 'admin'] as TokenScope[]).map(scope => ({
          name: `${role} ${scope}`,
          client: clients.get(`${role} ${scope}`)!,
          session: clients.get(role)!,
          outcome: outcomeOf(OPERATION_RULES[operation], role, scope),
        })),
      );
      const { got, wanted } = await walk(operation, attempts, setting);
      expect(got).toEqual(wanted);
    },
    30_000,
  );
});
