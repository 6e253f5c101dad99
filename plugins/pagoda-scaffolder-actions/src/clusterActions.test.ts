import type { AuthService } from '@backstage/backend-plugin-api';
import { mockServices } from '@backstage/backend-test-utils';
import type {
  ActionContext,
  TemplateAction,
} from '@backstage/plugin-scaffolder-node';
import { createMockActionContext } from '@backstage/plugin-scaffolder-node-test-utils';
import type { JsonObject } from '@backstage/types';
import { createClusterCreateAction } from './actions/createClusterCreateAction';
import { createClusterDeleteAction } from './actions/createClusterDeleteAction';
import { createClusterImportAction } from './actions/createClusterImportAction';
import { createClusterScaleAction } from './actions/createClusterScaleAction';
import { createClusterUpgradeAction } from './actions/createClusterUpgradeAction';
import { PagodaSession, type OpenPagodaSession } from './PagodaSession';
import {
  createScaffolderPortal,
  type ScaffolderPortal,
} from './testing/createScaffolderPortal';
import { playClouds, PLAYED_CLOUDS } from './testing/playedClouds';

jest.setTimeout(120_000);

const pool = (name: string, count: number) => ({
  ...{ name, count, flavor: 'm2' },
  role: name === 'control' ? ('control-plane' as const) : ('worker' as const),
});

const plan = (name: string, workers = 2) => ({
  ...{ name, cloud: 'ranch', version: 'v1.33.5+rke2r1' },
  provisioner: 'rancher' as const,
  pools: [pool('control', 1), pool('work', workers)],
});

describe('actions on clusters', () => {
  const { cloud, feature } = playClouds();
  let scaffolder: ScaffolderPortal;
  let open: OpenPagodaSession;

  beforeAll(async () => {
    scaffolder = await createScaffolderPortal(
      [],
      {},
      {
        pagoda: PLAYED_CLOUDS,
        features: [feature],
      },
    );
    const { portal } = scaffolder;
    const token = await portal.signIn('administrator');
    open = PagodaSession.opener({
      auth: {
        getPluginRequestToken: async () => ({ token }),
      } as Partial<AuthService> as AuthService,
      discovery: {
        getBaseUrl: async plugin => `${portal.url}/api/${plugin}`,
        getExternalBaseUrl: async plugin => `${portal.url}/api/${plugin}`,
      },
      appBaseUrl: 'http://localhost:3000',
    });
    await until(
      async () =>
        (await scaffolder.pagoda('viewer', 'GET', '/clouds/ranch/offers'))
          .observedAt !== undefined,
    );
  });

  afterAll(async () => {
    await scaffolder?.stop();
  });

  beforeEach(() => {
    cloud.stuck = undefined;
  });

  /** Invokes an action as the scaffolder does; gives its outputs, its log, and what it failed with. */
  async function invoke<I extends JsonObject, O extends JsonObject>(
    action: TemplateAction<I, O>,
    input: I,
    context: Partial<ActionContext<I, O>> = {},
  ) {
    const outputs: Record<string, unknown> = {};
    const logger = mockServices.logger.mock();
    let failure: unknown;
    try {
      await action.handler({
        ...createMockActionContext<I, O>(),
        task: { id: 'task-1' },
        step: { id: 'step-1' },
        ...context,
        logger,
        input,
        output: (name, value) => {
          outputs[String(name)] = value;
        },
      });
    } catch (error) {
      failure = error;
    }
    const log = jest
      .mocked(logger.info)
      .mock.calls.map(([line]) => line)
      .join('\n');
    return { outputs, log, failure };
  }

  const cluster = (name: string) =>
    scaffolder.pagoda('administrator', 'GET', `/clusters/${name}`);

  const asPlanned = (name: string) =>
    until(async () => {
      const { status } = await cluster(name);
      return ((status as JsonObject).conditions as JsonObject[]).some(
        ({ type, status: holds }) => type === 'AsPlanned' && holds === 'True',
      );
    });

  it('find out in a dry run whether it fits and what is wrong, and make nothing', async () => {
    const create = createClusterCreateAction(open);
    const dry = { isDryRun: true };
    const good = await invoke(create, plan('dry'), dry);
    expect(good.failure).toBeUndefined();
    expect(good.log).toContain('Cores: needs 6, fits, 34 left after it');
    const big = await invoke(create, plan('dry', 40), dry);
    expect(big.failure).toMatchObject({
      name: 'ConflictError',
      message: 'It does not fit: Cores: short by 42',
    });
    const wrong = plan('dry');
    wrong.pools[1].flavor = 'm3';
    expect((await invoke(create, wrong, dry)).failure).toMatchObject({
      name: 'InputError',
      message: 'pools[1].flavor is not offered',
    });
    expect(cloud.creations).toEqual([]);
  });

  it('make one cluster however often the task is recovered, tell of its machines, and leave it going when the waiting ends', async () => {
    const create = createClusterCreateAction(open);
    cloud.stuck = 'The cloud has no host for it';
    const input = { ...plan('once'), timeoutSeconds: 4 };
    const first = await invoke(create, input);
    expect(first.failure).toMatchObject({
      message:
        'Not done after 4 seconds; the cluster goes on being made: http://localhost:3000/clusters/once',
    });
    expect(first.outputs).toMatchObject({ name: 'once' });
    expect(first.log).toContain('Cluster once is Provisioning: control 0 of 1');
    expect(first.log).toContain('The cloud has no host for it');
    expect(first.log).toContain('| once-work-0 Provisioning');

    // A task that is ended says so, too.
    const ended = await invoke(create, input, {
      signal: AbortSignal.timeout(500),
    });
    expect(ended.failure).toMatchObject({
      message: expect.stringContaining(
        'The task was ended; the cluster goes on being made',
      ),
    });
    expect(cloud.creations).toHaveLength(1);

    cloud.stuck = undefined;
    await asPlanned('once');
    const refused = await invoke(create, input, { task: { id: 'task-2' } });
    expect(refused.failure).toMatchObject({
      message: expect.stringContaining("'once', which another cluster has"),
    });
  });

  it('scale, upgrade and remove it', async () => {
    await invoke(createClusterCreateAction(open), {
      ...plan('lab'),
      wait: false,
    });
    await asPlanned('lab');
    const scale = createClusterScaleAction(open);
    const wrong = await invoke(scale, { cluster: 'lab', counts: { wrok: 3 } });
    expect(wrong.failure).toMatchObject({
      message: "counts: cluster 'lab' has no pool 'wrok'; it has control, work",
    });
    const scaled = await invoke(scale, {
      ...{ cluster: 'lab', counts: { work: 3 }, wait: false },
    });
    expect(scaled.log).toContain('Asked for 1 control, 3 work');
    await until(async () =>
      [...cloud.clusters.values()].some(({ sizes }) => sizes.work === 3),
    );

    const upgraded = await invoke(createClusterUpgradeAction(open), {
      ...{ cluster: 'lab', version: 'v1.34.1+rke2r1', timeoutSeconds: 60 },
    });
    expect(upgraded.failure).toBeUndefined();
    expect(upgraded.log).toContain('The upgrade of lab is Succeeded');

    const remove = createClusterDeleteAction(open);
    const kept = await invoke(remove, { cluster: 'lab' });
    expect(kept.failure).toMatchObject({
      name: 'ConflictError',
      message: expect.stringContaining('protected from deletion'),
    });
    const gone = await invoke(remove, { cluster: 'lab', unprotect: true });
    expect(gone.failure).toBeUndefined();
    expect(gone.log).toContain("Nothing of cluster 'lab' is left");
    const again = await invoke(remove, { cluster: 'lab' });
    expect(again.log).toContain("There is no cluster 'lab' (any more)");
  });

  it('import a cluster, and say what is wrong with it', async () => {
    const action = createClusterImportAction(open);
    expect((await invoke(action, { name: 'away' })).failure).toMatchObject({
      message: 'give either a kubeconfig, or a server and a token',
    });
    const connection = { server: 'https://127.0.0.1:1', token: 'a-token' };
    const dry = await invoke(
      action,
      { name: 'away', ...connection },
      { isDryRun: true },
    );
    expect(dry.log).toContain('https://127.0.0.1:1 cannot be used as it is');
    const refused = await invoke(action, { name: 'away', ...connection });
    expect(refused.failure).toMatchObject({ name: 'ConflictError' });
    const forced = await invoke(action, {
      ...{ name: 'away', force: true, ...connection },
    });
    expect(forced.failure).toBeUndefined();
    expect(forced.log).not.toContain('a-token');
    expect(await cluster('away')).toMatchObject({ provisioner: 'existing' });
  });
});

async function until(reached: () => Promise<boolean>): Promise<void> {
  for (let count = 0; count < 300; count += 1) {
    if (await reached()) {
      return;
    }
    await new Promise(resolve => setTimeout(resolve, 100));
  }
  throw new Error('It never was so');
}
