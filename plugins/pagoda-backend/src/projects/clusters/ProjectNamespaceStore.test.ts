import { TestDatabases } from '@backstage/backend-test-utils';
import { openDatabase } from '../../database/PagodaDatabase';
import { SecretBox } from '../../encryption/SecretBox';
import { ProjectStore } from '../ProjectStore';
import { ProjectSecretStore } from '../secrets/ProjectSecretStore';
import { ProjectNamespaceStore } from './ProjectNamespaceStore';

jest.setTimeout(30_000);

const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_15'] });

describe.each(databases.eachSupportedId())('ProjectNamespaceStore, %p', id => {
  async function open() {
    const client = await databases.init(id);
    const knex = await openDatabase({ getClient: async () => client });
    const projects = new ProjectStore(knex);
    const create = (name: string) =>
      projects.create({ name }, 'user:default/ada', () => ({}));
    await create('demo');
    await create('vision');
    const box = new SecretBox([{ id: 'a', secret: 'x'.repeat(40) }]);
    return {
      ...{ projects, create },
      secrets: new ProjectSecretStore(knex, box),
      store: new ProjectNamespaceStore(knex),
    };
  }
  const demo = { cluster: 'lab', project: 'demo' };

  it('remembers a namespace until it is gone, whatever becomes of the project', async () => {
    const { store, projects, create } = await open();
    expect(
      await store.begin({ ...demo, project: 'none' }, 'pagoda-none'),
    ).toBeUndefined();
    const begun = await store.begin(demo, 'pagoda-demo');
    expect(begun).toMatchObject({
      ...{ cluster: 'lab', project: 'demo', namespace: 'pagoda-demo' },
      ...{ phase: 'Pending', projectDeleted: false, waitingFor: [] },
    });
    await store.observe(demo, { phase: 'Active', message: 'well', uid: 'u1' });
    // Somebody else comes later, with another prefix.
    expect(await store.begin(demo, 'other-demo')).toMatchObject({
      ...{ namespace: 'pagoda-demo', phase: 'Active', uid: 'u1' },
    });
    expect(await store.ofProject('demo')).toMatchObject([{ message: 'well' }]);

    expect(await projects.delete('demo')).toBe(true);
    const left = await store.find(demo);
    expect(left).toMatchObject({
      ...{ phase: 'Terminating', projectDeleted: true, uid: 'u1' },
    });
    const waitingFor = [{ message: 'a pod is still ending' }];
    await store.observe(demo, {
      ...{ phase: 'Terminating', message: 'waits', waitingFor },
    });
    expect(await store.find(demo)).toMatchObject({
      ...{ waitingFor, since: left?.since, uid: 'u1' },
    });
    await create('demo');
    expect(await store.begin(demo, 'pagoda-demo')).toMatchObject({
      projectDeleted: true,
    });
    await store.delete(demo);
    expect(await store.find(demo)).toBeUndefined();
  });

  it('knows what has changed in a project, and another one of that name', async () => {
    const { store, projects, secrets, create } = await open();
    const versions = new Set<string | undefined>();
    const note = async () => versions.add(await store.version('demo'));
    await note();
    await projects.update('demo', { quota: { cpu: '2' } });
    await note();
    await secrets.put({
      ...{ project: 'demo', name: 'token', type: 'Opaque' },
      ...{ values: { a: 'b' }, updatedBy: 'user:default/ada' },
    });
    await note();
    await secrets.delete('demo', 'token');
    await note();
    expect(await secrets.delete('demo', 'token')).toBe(false);
    await note();
    await projects.delete('demo');
    await note();
    await new Promise(resolve => setTimeout(resolve, 2));
    await create('demo');
    await note();
    expect(versions.size).toBe(6);
    expect(versions).toContain(undefined);
  });

  it('lists what is not well first', async () => {
    const { store, projects } = await open();
    for (const project of ['demo', 'vision']) {
      await store.begin({ cluster: 'lab', project }, `pagoda-${project}`);
    }
    await store.begin({ cluster: 'other', project: 'demo' }, 'pagoda-demo');
    await store.observe(demo, { phase: 'Active', message: '' });
    const listed = await store.onCluster('lab');
    expect(listed.map(({ project }) => project)).toEqual(['vision', 'demo']);
    expect((await store.clusters()).sort()).toEqual(['lab', 'other']);
    await projects.delete('vision');
    expect([...(await store.versions('lab'))]).toEqual([
      ['demo', await store.version('demo')],
    ]);
    await store.deleteOfCluster('lab');
    expect(await store.clusters()).toEqual(['other']);
  });
});
