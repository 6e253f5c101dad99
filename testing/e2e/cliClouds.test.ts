import { rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Cli } from '../Cli';
import { sharedPortalUrl } from '../sharedPortal';

let researcher: Cli;
let administrator: Cli;

const FILE = join(tmpdir(), `pagoda-plan-${process.pid}.yaml`);

/** A plan for a cloud that this portal does not have. */
const PLAN = `
name: nowhere
cloud: campus
provisioner: magnum
clusterTemplate: k8s
pools:
  - { name: control, role: control-plane, count: 2, flavor: m1.small }
  - { name: work, role: worker, count: 1, flavor: m1.small }
`;

beforeAll(async () => {
  researcher = await Cli.signedIn(sharedPortalUrl(), 'researcher');
  administrator = await Cli.signedIn(sharedPortalUrl(), 'administrator');
  await writeFile(FILE, PLAN);
});

afterAll(async () => {
  await researcher.dispose();
  await administrator.dispose();
  await rm(FILE, { force: true });
});

describe('clusters of clouds, in a portal without clouds', () => {
  it('says that there are none', async () => {
    const list = await researcher.run('cloud', 'list');
    expect([list.code, list.stdout]).toEqual([0, '']);
    expect(list.stderr).toContain('No clouds.');
    const missing = await researcher.run('cloud', 'offers', 'campus');
    expect([missing.code, missing.stderr]).toEqual([
      4,
      expect.stringContaining("Cloud 'campus' was not found"),
    ]);
  });

  it('says all that is wrong with a plan, and makes nothing', async () => {
    const judged = await administrator.run('cluster', 'preflight', '-f', FILE);
    expect(judged.code).toBe(2);
    for (const problem of [
      "cloud is 'campus', which is not configured here",
      'pools[0].count is 2; the control plane has one node or three',
      'pools has 1 workers together; it needs at least two',
    ]) {
      expect(judged.stderr).toContain(problem);
    }
    const refused = await administrator.run('cluster', 'create', '-f', FILE);
    expect([refused.code, refused.stderr]).toEqual([
      2,
      expect.stringContaining('pools[0].count'),
    ]);
    expect((await administrator.run('cluster', 'get', 'nowhere')).code).toBe(4);
  });

  it('is for those who may, and for clusters that were made here', async () => {
    const refused = await researcher.run('cluster', 'create', '-f', FILE);
    expect([refused.code, refused.stdout]).toEqual([3, '']);
    for (const words of [
      ['scale', 'local', 'work=3'],
      ['events', 'local'],
      ['machines', 'local'],
      ['versions', 'local'],
      ['snapshot', 'list', 'local'],
      ['kubeconfig', 'local'],
    ]) {
      const answer = await administrator.run('cluster', ...words);
      // What was not made here has none of these: refused, and said why.
      expect({ words, code: answer.code }).toEqual({ words, code: 5 });
      expect(answer.stderr).toMatch(/^Error: .*local/);
    }
    const fields = await administrator.run('cluster', 'protect', 'local');
    expect([fields.code, fields.stderr]).toEqual([
      2,
      expect.stringContaining('is for provisioned clusters'),
    ]);
  });
});

describe('volumes of clouds, in a portal without clouds', () => {
  it('says what is wrong with what was asked for', async () => {
    const asked = ['--size', '10Gi', '--cloud', 'campus'];
    const demo = ['--project', 'demo'];
    const judged = await researcher.run(
      ...['volume', 'preflight', ...asked, ...demo],
    );
    expect([judged.code, judged.stderr]).toEqual([
      2,
      expect.stringContaining('campus'),
    ]);
    const refused = await researcher.run(
      ...['volume', 'create', 'nowhere', ...asked, ...demo],
    );
    expect([refused.code, refused.stderr]).toEqual([
      2,
      expect.stringContaining("there is no cloud 'campus'"),
    ]);
    expect(
      (await researcher.run('volume', 'get', 'nowhere', ...demo)).code,
    ).toBe(4);
  });

  it('has none of it for volumes that are in no cloud', async () => {
    for (const [code, ...words] of [
      [2, 'bind', 'texts', 'local'],
      [2, 'unbind', 'texts'],
      [2, 'protect', 'texts'],
      [5, 'snapshot', 'create', 'texts'],
      [5, 'clone', 'texts', 'copy'],
      [2, 'create', 'copy', '--from', 'texts'],
    ] as [number, ...string[]][]) {
      const answer = await administrator.run(
        ...['volume', ...words, '--project', 'demo'],
      );
      expect({ words, code: answer.code }).toEqual({ words, code });
      expect(answer.stderr).toMatch(/^Error: .*cloud/m);
    }
    const question = await administrator.run(
      ...['volume', 'restore', 'texts', 'first', '--project', 'demo'],
    );
    expect([question.code, question.stderr]).toEqual([
      2,
      expect.stringContaining('Confirm with --yes.'),
    ]);
  });
});
