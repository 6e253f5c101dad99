import {
  createPeerProject,
  type PeerProject,
} from '../../../plugins/pagoda-backend/src/testing/openStackPeer';
import { Cli } from '../../Cli';
import { startPortal, type Portal } from '../../portal';

/** The quota of the cloud; volumes and snapshots share it. */
const GIGABYTES = 12;

/** The command line with volumes in a real Cinder, through a whole portal. */
describe('pagoda volume, in a cloud', () => {
  let project: PeerProject;
  let portal: Portal;
  let owner: Cli;

  beforeAll(async () => {
    project = await createPeerProject('cli', {
      blockStorage: { volumes: 5, gigabytes: GIGABYTES, snapshots: 5 },
    });
    portal = await startPortal({
      args: ['--config', 'testing/peers/openstack/app-config.openstack.yaml'],
      environment: { OPENSTACK_TEST_PROJECT: project.name },
    });
    owner = await Cli.signedIn(portal.url, 'administrator');
    await until(async () => {
      const offers = await owner.json<{ volumeTypes: object[] }>(
        ...['cloud', 'offers', 'campus'],
      );
      return offers.volumeTypes.length > 0;
    });
  }, 600_000);

  afterAll(async () => {
    await owner?.dispose();
    await portal?.stop();
    await project?.remove();
  }, 120_000);

  const run = (...words: string[]) =>
    owner.run('volume', ...words, '--project', 'demo');

  const done = async (...words: string[]) => {
    const { code, stdout, stderr } = await run(...words);
    expect({ words, code, stderr }).toMatchObject({ code: 0 });
    return { stdout, stderr };
  };

  const json = async (...words: string[]) =>
    JSON.parse((await done(...words, '-o', 'json')).stdout);

  it('says whether volumes would fit, and what is wrong with what was asked for', async () => {
    const cloud = ['--cloud', 'campus'];
    const fits = await run('preflight', ...cloud, '--size', '1Gi');
    expect([fits.code, fits.stdout]).toEqual([
      0,
      expect.stringMatching(/fits/),
    ]);
    const many = ['--size', '2Gi', '--count', '7'];
    const short = await run('preflight', ...cloud, ...many);
    expect(short.code).toBe(5);
    expect(short.stdout).toMatch(/short by 2/);
    const wrong = await run(
      ...['create', 'wrong', '--size', '1Gi', ...cloud],
      ...['--type', 'none-such', '--zone', 'nowhere'],
    );
    expect(wrong.code).toBe(2);
    expect(wrong.stderr).toMatch(/none-such/);
    expect(wrong.stderr).toMatch(/nowhere/);
    const noCloud = await run('snapshot', 'create', 'texts');
    expect([noCloud.code, noCloud.stderr]).toEqual([
      5,
      expect.stringContaining('texts'),
    ]);
  });

  it('makes, enlarges, protects, snapshots, restores, clones, transfers and deletes', async () => {
    const made = await done(
      ...['create', 'data', '--size', '1Gi', '--cloud', 'campus'],
      ...['--protect', '--wait'],
    );
    expect(made.stderr).toContain('Asked for volume data (1Gi)');
    expect(made.stderr).toContain('Available');
    expect(made.stdout).toMatch(/in cloud campus \(type .+, zone nova, /);
    expect(made.stdout).toContain(
      'https://horizon.example.org/project/volumes',
    );
    expect((await json('list', '--cloud', 'campus')).items).toHaveLength(1);

    await done('snapshot', 'create', 'data', '--name', 'first', '--wait');
    const restored = await done(
      ...['restore', 'data', 'first', '--yes', '--wait'],
    );
    expect(restored.stdout).toContain(': Available');

    await done('resize', 'data', '--size', '2Gi', '--wait');
    expect((await json('get', 'data')).spec.size).toBe('2Gi');
    const grown = await run('restore', 'data', 'first', '--yes');
    expect([grown.code, grown.stderr]).toEqual([
      5,
      expect.stringContaining('same size'),
    ]);
    const shrunk = await run('resize', 'data', '--size', '1Gi');
    expect(shrunk.code).toBe(2);

    await done('clone', 'data', 'copy', '--wait');
    await done('create', 'old', '--from', 'data@first', '--wait');
    expect(await json('get', 'old')).toMatchObject({
      source: { volume: 'data', snapshot: 'first' },
      cloud: 'campus',
    });

    await owner.succeed('project', 'create', 'stars');
    await done('transfer', 'copy', 'stars', '--yes');
    expect((await run('get', 'copy')).code).toBe(4);
    await owner.succeed(
      ...['volume', 'delete', 'copy', '--project', 'stars'],
      ...['--yes', '--wait'],
    );

    const refused = await run('delete', 'data', '--yes');
    expect([refused.code, refused.stderr]).toEqual([
      5,
      expect.stringContaining('protected'),
    ]);
    await done('unprotect', 'data');
    await done('delete', 'old', '--yes', '--wait');
    await done('snapshot', 'delete', 'data', 'first', '--yes', '--wait');
    const gone = await done('delete', 'data', '--yes', '--wait');
    expect(gone.stderr).toContain('Nothing of data is left');
    expect((await run('get', 'data')).code).toBe(4);
  });
});

async function until(reached: () => Promise<boolean>): Promise<void> {
  for (let count = 0; count < 100; count += 1) {
    if (await reached()) {
      return;
    }
    await new Promise(resolve => setTimeout(resolve, 1_000));
  }
  throw new Error('It never was so');
}
