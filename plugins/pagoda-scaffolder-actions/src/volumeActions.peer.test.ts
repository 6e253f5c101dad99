import { resolve } from 'node:path';
import type { AuthService } from '@backstage/backend-plugin-api';
import { mockServices } from '@backstage/backend-test-utils';
import type {
  ActionContext,
  TemplateAction,
} from '@backstage/plugin-scaffolder-node';
import { createMockActionContext } from '@backstage/plugin-scaffolder-node-test-utils';
import type { JsonObject } from '@backstage/types';
import { createVolumeCreateAction } from './actions/createVolumeCreateAction';
import { createVolumeDeleteAction } from './actions/createVolumeDeleteAction';
import { createVolumeResizeAction } from './actions/createVolumeResizeAction';
import { createVolumeSnapshotAction } from './actions/createVolumeSnapshotAction';
import { PagodaSession, type OpenPagodaSession } from './PagodaSession';
import {
  createCinderPortal,
  type CinderPortal,
} from './testing/createCinderPortal';

jest.setTimeout(300_000);

const VOLUMES = '/projects/demo/volumes';
/** The actions and the template of volumes in clouds, against a real Cinder. */
describe('actions on volumes in clouds', () => {
  let cinder: CinderPortal;
  let open: OpenPagodaSession;

  beforeAll(async () => {
    cinder = await createCinderPortal(
      ['openstack-volume', 'research-project'].map(name =>
        resolve(__dirname, '../../../templates', name, 'template.yaml'),
      ),
      7,
    );
    const { portal } = cinder.scaffolder;
    // Owners alone may delete.
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
  });

  afterAll(async () => {
    await cinder?.stop();
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

  const volume = (name: string) =>
    cinder.scaffolder.pagoda('administrator', 'GET', `${VOLUMES}/${name}`);

  it('make one however often the task is recovered, enlarge it, keep what it holds, and delete it', async () => {
    const create = createVolumeCreateAction(open);
    const input = {
      ...{ project: 'demo', name: 'data', size: '1Gi', cloud: 'campus' },
      deletionProtection: true,
    };
    const big = { ...input, size: '8Gi' };
    const dry = await invoke(create, big, { isDryRun: true });
    expect(dry.failure).toMatchObject({
      name: 'ConflictError',
      message: expect.stringContaining('short by'),
    });

    const made = await invoke(create, input);
    expect(made.failure).toBeUndefined();
    expect(made.log).toContain('Volume data is Available');
    expect(made.outputs).toEqual({
      name: 'data',
      url: 'http://localhost:3000/volumes/demo/data',
    });
    expect((await invoke(create, input)).failure).toBeUndefined();
    expect((await cinder.inCinder()).volumes).toHaveLength(1);
    const taken = await invoke(create, input, { isDryRun: true });
    expect(taken.failure).toMatchObject({ name: 'ConflictError' });

    const data = { project: 'demo', volume: 'data' };
    const resize = createVolumeResizeAction(open);
    const larger = await invoke(resize, { ...data, size: '2Gi' });
    expect(larger.failure).toBeUndefined();
    expect((await invoke(resize, { ...data, size: '2Gi' })).failure).toBe(
      undefined,
    );
    expect((await cinder.inCinder()).volumes).toMatchObject([{ size: 2 }]);
    expect(
      (await invoke(resize, { ...data, size: '1Gi' })).failure,
    ).toMatchObject({
      message: expect.stringContaining('cannot be made smaller'),
    });

    const snapshot = createVolumeSnapshotAction(open);
    const first = await invoke(snapshot, { ...data, name: 'first' });
    expect(first.failure).toBeUndefined();
    expect(first.log).toContain('Snapshot first of data is Available');
    const again = await invoke(snapshot, { ...data, name: 'first' });
    expect(again.outputs).toMatchObject({ name: 'first' });
    expect((await cinder.inCinder()).snapshots).toHaveLength(1);

    const copy = await invoke(create, {
      ...{ project: 'demo', name: 'copy', size: '2Gi', cloud: 'campus' },
      source: { volume: 'data', snapshot: 'first' },
    });
    expect(copy.failure).toBeUndefined();
    expect(await volume('copy')).toMatchObject({
      source: { volume: 'data', snapshot: 'first' },
      status: { phase: 'Available' },
    });

    const remove = createVolumeDeleteAction(open);
    expect((await invoke(remove, data)).failure).toMatchObject({
      name: 'ConflictError',
      message: expect.stringContaining('protected from deletion'),
    });
    await invoke(remove, { project: 'demo', volume: 'copy' });
    expect(
      (await invoke(remove, { ...data, unprotect: true })).failure,
    ).toMatchObject({ message: expect.stringContaining('has snapshots') });
    const gone = await invoke(remove, { ...data, deleteSnapshots: true });
    expect(gone.failure).toBeUndefined();
    expect(gone.log).toContain("Nothing of volume 'data' is left");
    expect((await invoke(remove, data)).log).toContain(
      "There is no volume 'data' in project 'demo' (any more)",
    );
    expect(await cinder.inCinder()).toEqual({ volumes: [], snapshots: [] });
  });

  it('make one by the template, and say what the cloud does not offer', async () => {
    const values = { project: 'demo', name: 'raw', size: '1Gi' };
    const wrong = await cinder.scaffolder.run(
      'researcher',
      'openstack-volume',
      {
        ...{ ...values, cloud: 'campus', volumeType: 'none-such' },
      },
    );
    expect(wrong.status).toBe('failed');
    expect(wrong.log).toMatch(/volumeType.*none-such/);
    const task = await cinder.scaffolder.run('researcher', 'openstack-volume', {
      ...{ ...values, cloud: 'campus', zone: 'nova', cluster: '' },
      deletionProtection: false,
    });
    expect(task.log).toContain('Volume raw is Available');
    expect(task.status).toBe('completed');
    expect(task.output.links?.[0].url).toMatch(/\/volumes\/demo\/raw$/);
    expect(await volume('raw')).toMatchObject({
      ...{ cloud: 'campus', zone: 'nova', owner: 'user:default/researcher' },
    });
    await invoke(createVolumeDeleteAction(open), {
      ...{ project: 'demo', volume: 'raw' },
    });
  });

  it('begin a research project with one', async () => {
    const task = await cinder.scaffolder.run(
      'administrator',
      'research-project',
      {
        ...{ name: 'galaxies', owners: ['user:default/researcher2'] },
        ...{ volume: 'data', size: '1Gi', cloud: 'campus', sample: false },
        ...{ storage: '20Gi', volumeType: 'fast' },
      },
    );
    expect(task.log).toContain('Volume data is Available');
    expect(task.status).toBe('completed');
    expect(
      await cinder.scaffolder.pagoda(
        ...(['researcher2', 'GET', '/projects/galaxies/volumes/data'] as const),
      ),
    ).toMatchObject({ cloud: 'campus', volumeType: 'fast' });
    await invoke(createVolumeDeleteAction(open), {
      ...{ project: 'galaxies', volume: 'data' },
    });
  });
});
