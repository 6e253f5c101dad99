import { parseAllDocuments } from 'yaml';
import { Cli } from '../Cli';
import { sharedPortalUrl } from '../sharedPortal';

let researcher: Cli;
let administrator: Cli;

const NAME = `e2e-${Date.now().toString(36)}`;
/** Nothing listens there. */
const NOWHERE = ['--server', 'https://127.0.0.1:1', '--token-file', '-'];

beforeAll(async () => {
  researcher = await Cli.signedIn(sharedPortalUrl(), 'researcher');
  administrator = await Cli.signedIn(sharedPortalUrl(), 'administrator');
});

afterAll(async () => {
  await researcher.dispose();
  await administrator.dispose();
});

describe('pagoda cluster', () => {
  it('prints the manifest of an account for a cluster', async () => {
    const manifest = await researcher.succeed('cluster', 'manifest');
    expect(
      parseAllDocuments(manifest).map(document => document.toJS().kind),
    ).toEqual([
      'Namespace',
      'ServiceAccount',
      'Secret',
      'ClusterRole',
      'ClusterRoleBinding',
    ]);
  });

  it('imports, shows and forgets a cluster, for administrators alone', async () => {
    const refused = await researcher.run(
      ...['cluster', 'import', NAME, '--in-cluster'],
    );
    expect([refused.code, refused.stderr]).toEqual([
      3,
      expect.stringContaining('for administrators'),
    ]);
    const missing = await administrator.run('cluster', 'import', NAME);
    expect([missing.code, missing.stderr]).toEqual([
      2,
      expect.stringContaining('--kubeconfig, --server or --in-cluster'),
    ]);
    const checked = await administrator.pipe(
      'a-token\n',
      ...['cluster', 'check', ...NOWHERE],
    );
    expect([checked.code, checked.stdout]).toEqual([
      5,
      expect.stringContaining('Nothing accepts connections'),
    ]);
    const unusable = await administrator.pipe(
      'a-token\n',
      ...['cluster', 'import', NAME, ...NOWHERE],
    );
    expect([unusable.code, unusable.stderr]).toEqual([
      5,
      expect.stringContaining('force'),
    ]);
    const forced = await administrator.pipe(
      'a-token\n',
      ...['cluster', 'import', NAME, '--title', 'Away', '--force', ...NOWHERE],
    );
    expect(forced.code).toBe(0);
    expect(await researcher.succeed('cluster', 'get', NAME)).toMatch(
      new RegExp(`^Away \\(${NAME}\\): Unreachable`),
    );
    const connection = await administrator.succeed(
      ...['cluster', 'connection', NAME],
    );
    expect(connection).toContain('server: https://127.0.0.1:1');
    expect(connection).not.toContain('a-token');
    await administrator.succeed('cluster', 'delete', NAME, '--yes');
    expect((await researcher.run('cluster', 'get', NAME)).code).toBe(4);
  });
});
