import { resolve } from 'node:path';
import type { JsonObject } from '@backstage/types';
import {
  createScaffolderPortal,
  type ScaffolderPortal,
} from './testing/createScaffolderPortal';
import { playClouds, PLAYED_CLOUDS } from './testing/playedClouds';

jest.setTimeout(120_000);

const TEMPLATES = [
  'kubernetes-cluster-rancher',
  'kubernetes-cluster-magnum',
  'import-cluster',
  'research-project',
];

const pool = (name: string, count: number) => ({
  ...{ name, count, flavor: 'm2' },
  role: name === 'control' ? 'control-plane' : 'worker',
});

/** The templates around clusters, run through a real scaffolder against a real PAGoDA with a played cloud. */
describe('templates of clusters', () => {
  const { cloud, feature } = playClouds();
  let scaffolder: ScaffolderPortal;

  beforeAll(async () => {
    scaffolder = await createScaffolderPortal(
      TEMPLATES.map(name =>
        resolve(__dirname, '../../../templates', name, 'template.yaml'),
      ),
      {},
      {
        pagoda: {
          ...PLAYED_CLOUDS,
          clusterCreators: ['user:default/researcher2'],
        },
        features: [feature],
      },
    );
  });

  afterAll(async () => {
    await scaffolder?.stop();
  });

  it('have a cluster made, for those who may', async () => {
    const values = {
      ...{ name: 'lab', title: 'Laboratory', cloud: 'ranch' },
      ...{ version: 'v1.33.5+rke2r1', image: 'ubuntu', endsOn: '2099-12-31' },
      pools: [pool('control', 1), pool('work', 2)],
      ...{ deletionProtection: true, wait: false },
    };
    const refused = await scaffolder.run(
      'researcher',
      'kubernetes-cluster-rancher',
      values,
    );
    expect(refused.status).toBe('failed');
    expect(refused.log).toContain('NotAllowedError');
    const task = await scaffolder.run(
      'researcher2',
      'kubernetes-cluster-rancher',
      values,
    );
    expect(task.log).toContain("Asked for cluster 'lab' in ranch");
    expect(task.status).toBe('completed');
    expect(task.output.links?.[0].url).toMatch(/\/clusters\/lab$/);
    const cluster = await scaffolder.pagoda('viewer', 'GET', '/clusters/lab');
    expect(cluster).toMatchObject({
      title: 'Laboratory',
      owner: 'user:default/researcher2',
      deletionProtection: true,
      endsAt: '2099-12-31T23:59:59.000Z',
      plan: {
        version: 'v1.33.5+rke2r1',
        pools: [
          { name: 'control', image: 'ubuntu' },
          { name: 'work', count: 2, image: 'ubuntu' },
        ],
      },
    });
  });

  it('are in the catalog with whose they are and how far, within five seconds', async () => {
    const { portal } = scaffolder;
    const token = await portal.signIn('administrator');
    const annotation = async () => {
      const { body } = await portal.send(
        'GET',
        '/api/catalog/entities/by-name/resource/default/lab',
        token,
      );
      return {
        owner: body.spec?.owner,
        cloud: body.metadata?.annotations['pagoda.io/cloud'],
        phase: body.metadata?.annotations['pagoda.io/phase'],
      };
    };
    const phaseIs = async (phase: string) => {
      const deadline = Date.now() + 5_000;
      let found = await annotation();
      while (found.phase !== phase && Date.now() < deadline) {
        await new Promise(done => setTimeout(done, 100));
        found = await annotation();
      }
      expect(found).toEqual({
        ...{ owner: 'user:default/researcher2', cloud: 'ranch' },
        phase,
      });
    };
    // The played cloud is soon done.
    await new Promise(done => setTimeout(done, 1_000));
    await phaseIs('Ready');
    cloud.stuck = 'A finalizer stays';
    const removal = async (method: string, body?: JsonObject) =>
      (
        await portal.send(
          method,
          '/api/pagoda/v1/clusters/lab',
          await portal.signIn('researcher2'),
          body,
        )
      ).status;
    expect(await removal('PATCH', { deletionProtection: false })).toBe(200);
    expect(await removal('DELETE')).toBe(202);
    await phaseIs('Deleting');
    cloud.stuck = undefined;
  });

  it('say what does not fit the provisioner', async () => {
    const task = await scaffolder.run(
      'researcher2',
      'kubernetes-cluster-magnum',
      {
        ...{ name: 'wrong', cloud: 'ranch', clusterTemplate: 'k8s' },
        pools: [pool('control', 2), pool('work', 1)],
      },
    );
    expect(task.status).toBe('failed');
    expect(task.log).toContain(
      "provisioner: is 'magnum', but clusters in cloud 'ranch' are made by 'rancher'",
    );
    expect(task.log).toContain('the control plane has one node or three');
    expect(task.log).toContain('it needs at least two');
  });

  it('import a cluster with a token that is told to nobody', async () => {
    const { portal } = scaffolder;
    const token = await portal.signIn('administrator');
    const send = async (method: string, path: string, body?: JsonObject) =>
      (
        await portal.send(
          method,
          `/api/scaffolder/v2/tasks${path}`,
          token,
          body,
        )
      ).body;
    const { id } = await send('POST', '', {
      templateRef: 'template:default/import-cluster',
      values: {
        ...{ name: 'away', by: 'token', server: 'https://127.0.0.1:1' },
        ...{ token: '*****', force: true },
      },
      secrets: { token: 'very-secret-token' },
    });
    let task = await send('GET', `/${id}`);
    while (['open', 'processing'].includes(task.status)) {
      await new Promise(done => setTimeout(done, 100));
      task = await send('GET', `/${id}`);
    }
    const events = JSON.stringify(await send('GET', `/${id}/events`));
    expect(task.status).toBe('completed');
    expect(events).toContain("Imported cluster 'away'");
    expect(events).not.toContain('very-secret-token');
    expect(JSON.stringify(task)).not.toContain('very-secret-token');
    expect(
      await scaffolder.pagoda(
        'administrator',
        'GET',
        '/clusters/away/connection',
      ),
    ).toMatchObject({ server: 'https://127.0.0.1:1', authentication: 'token' });
  });

  it('set up a research project with all that it begins with', async () => {
    const task = await scaffolder.run('administrator', 'research-project', {
      ...{ name: 'galaxies', owners: ['user:default/researcher2'] },
      ...{ concurrentRuns: 4, cpu: '8', memory: '16Gi', storage: '20Gi' },
      ...{ cluster: 'local', volume: 'data', size: '1Gi', sample: true },
    });
    expect(task.log).toMatch(/π is about 3\.1/);
    expect(task.status).toBe('completed');
    expect(task.output.links?.map(({ title }) => title)).toEqual([
      'Open the project',
      'Open the volume and upload files',
      'Open the first run',
    ]);
    expect(
      await scaffolder.pagoda('researcher2', 'GET', '/projects/galaxies'),
    ).toMatchObject({
      role: 'owner',
      quota: { concurrentRuns: 4, cpu: '8', storage: '20Gi' },
    });
    expect(
      await scaffolder.pagoda(
        'researcher2',
        'GET',
        '/projects/galaxies/volumes/data',
      ),
    ).toMatchObject({ cluster: 'local', spec: { size: '1Gi' } });

    // Without what can be left out.
    const bare = await scaffolder.run('administrator', 'research-project', {
      ...{ name: 'stars', owners: ['user:default/researcher2'] },
      ...{ volume: '', sample: false },
    });
    expect(bare.status).toBe('completed');
    expect(bare.output.links).toHaveLength(1);
  });
});
