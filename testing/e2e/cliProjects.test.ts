import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Fleet, Project, Secret } from '@pagoda/plugin-pagoda-common';
import { Cli } from '../Cli';
import { sharedPortalUrl } from '../sharedPortal';

const PROJECT = `cli-projects-${process.pid}`;
const VALUE = 'correct horse battery staple';

let administrator: Cli;
let researcher: Cli;

beforeAll(async () => {
  administrator = await Cli.signedIn(sharedPortalUrl(), 'administrator');
  researcher = await Cli.signedIn(sharedPortalUrl(), 'researcher');
  await administrator.succeed(
    ...['project', 'create', PROJECT, '--member', 'researcher=researcher'],
  );
});

afterAll(async () => {
  await administrator.run('project', 'delete', PROJECT, '--yes');
  await administrator.dispose();
  await researcher.dispose();
});

describe('pagoda secret', () => {
  const inProject = ['--project', PROJECT];

  it('hands values from files and stdin to runs, and shows none of them', async () => {
    const file = join(researcher.directory, 'token.txt');
    await writeFile(file, VALUE);
    await researcher.succeed(
      ...['secret', 'set', 'tracker', '--from-file', `token=${file}`],
      ...['user=ada', ...inProject],
    );
    const piped = await researcher.pipe(
      VALUE,
      ...['secret', 'set', 'piped', '--from-file', 'key=-', ...inProject],
    );
    expect(piped).toMatchObject({ code: 0, stdout: 'Secret piped has key\n' });
    const login = await researcher.pipe(
      `${VALUE}\n`,
      ...['secret', 'set', 'images', '--registry', 'ghcr.io'],
      ...['--username', 'ada', ...inProject],
    );
    expect(login.code).toBe(0);
    const { items } = await researcher.json<{ items: Secret[] }>(
      ...['secret', 'list', ...inProject],
    );
    expect(items).toMatchObject([
      { name: 'images', type: 'Registry', registry: 'ghcr.io' },
      { name: 'piped', keys: ['key'] },
      { name: 'tracker', keys: ['token', 'user'] },
    ]);
    const table = await researcher.succeed('secret', 'list', ...inProject);
    expect(table).toMatch(/^NAME +KEYS .*\nimages +login to ghcr\.io /);
    expect(table + JSON.stringify(items)).not.toContain(VALUE);
    const experiment = join(researcher.directory, 'experiment.yaml');
    await writeFile(
      experiment,
      JSON.stringify({
        name: 'secretive',
        spec: {
          image: 'docker.io/library/busybox:1',
          command: [
            'sh',
            '-c',
            'test "$TOKEN" = "$(cat "$PAGODA_SECRETS_DIR/piped/key")" && echo same',
          ],
          secrets: [
            { name: 'tracker', key: 'token', env: 'TOKEN' },
            { name: 'piped' },
          ],
        },
      }),
    );
    await researcher.succeed(
      ...['experiment', 'apply', '-f', experiment, ...inProject],
    );
    const run = await researcher.run(
      ...['run', 'submit', 'secretive', '--follow', '--wait', ...inProject],
    );
    expect([run.code, run.stdout]).toEqual([0, 'same\n']);
    await researcher.succeed('secret', 'delete', 'piped', '-y', ...inProject);
    const refused = await researcher.run(
      ...['run', 'submit', 'secretive', ...inProject],
    );
    expect(refused.code).toBe(4);
    expect(refused.stderr).toContain("Secret 'piped' was not found");
  });

  it('says how a value is given', async () => {
    const nothing = await researcher.run('secret', 'set', 'x', ...inProject);
    expect(nothing.code).toBe(2);
    expect(nothing.stderr).toContain('--from-file KEY=FILE');
    const unset = await researcher.run(
      ...['secret', 'set', 'x', '--from-env', 'A=NOT_SET_AT_ALL', ...inProject],
    );
    expect(unset.stderr).toContain('The variable NOT_SET_AT_ALL is not set');
  });
});

describe('pagoda project settings', () => {
  it('shows and changes how a project lives on Kubernetes', async () => {
    const changed = await administrator.json(
      ...['project', 'settings', PROJECT, '--set', 'podSecurity=baseline'],
      ...['--set', 'allowRoot=true', '--set', 'proxy.http=http://proxy:3128'],
      ...['--set', 'allowedNetworks=10.2.0.0/16,10.3.0.0/16'],
    );
    expect(changed).toMatchObject({
      podSecurity: 'baseline',
      allowRoot: true,
      allowedNetworks: ['10.2.0.0/16', '10.3.0.0/16'],
      proxy: { http: 'http://proxy:3128' },
    });
    const shown = await researcher.succeed('project', 'get', PROJECT);
    expect(shown).toContain('  Pod Security level: baseline\n');
    expect(shown).toContain(
      '  private networks open to runs: 10.2.0.0/16, 10.3.0.0/16\n',
    );
    // What it prints can be given back.
    const file = join(administrator.directory, 'settings.yaml');
    await writeFile(
      file,
      await administrator.succeed('project', 'settings', PROJECT),
    );
    await administrator.succeed('project', 'settings', PROJECT, '-f', file);
    const { kubernetes } = await administrator.json<Project>(
      ...['project', 'get', PROJECT],
    );
    expect(kubernetes).toEqual(changed);
    const wrong = await administrator.run(
      ...['project', 'settings', PROJECT, '--set', 'podSecurity='],
    );
    expect(wrong.code).toBe(2);
    expect(wrong.stderr).toContain('set podSecurity to baseline as well');
    const denied = await researcher.run(
      ...['project', 'settings', PROJECT, '--set', 'interactive=false'],
    );
    expect(denied.code).toBe(3);
  });
});

describe('pagoda fleet', () => {
  it('tells administrators alone how everything is', async () => {
    expect((await researcher.run('fleet')).code).toBe(3);
    const text = await administrator.succeed('fleet');
    expect(text).toMatch(/^\d+ clusters?/);
    expect(text).toMatch(/\d+ leaks?, 0 missing/);
    const { clusters, attention } = await administrator.json<Fleet>('fleet');
    expect(clusters.total).toBeGreaterThan(0);
    expect(attention).toEqual(expect.any(Array));
    const unknown = await administrator.run('fleet', 'everything');
    expect(unknown.code).toBe(2);
  });
});

describe('lists of the fleet', () => {
  it('are narrowed by what things are', async () => {
    const names = (...args: string[]) =>
      administrator.succeed(...args, '-o', 'name');
    expect(await names('cluster', 'list', '--provisioner', 'local')).toBe(
      'local\n',
    );
    expect(
      await names('cluster', 'list', '--phase', 'Deleting', 'Failed'),
    ).toBe('');
    expect(await names('cluster', 'list', '--cloud', 'none')).toBe('');
    expect(await names('volume', 'list', '--provider', 'cinder')).toBe('');
    expect(
      await names('volume', 'list', '--cluster', 'local', '--search', 'texts'),
    ).toContain('texts');
    const wrong = await administrator.run('volume', 'list', '--phase', 'Odd');
    expect(wrong.code).toBe(2);
  });
});

describe('pagoda fleet leaks', () => {
  it('tells administrators alone what was left behind', async () => {
    expect((await researcher.run('fleet', 'leaks')).code).toBe(3);
    const { code, stderr } = await administrator.run('fleet', 'leaks');
    expect({ code, stderr }).toEqual({
      code: 0,
      stderr: 'Nothing was left behind.\n',
    });
    const missing = await administrator.run(
      ...['fleet', 'leaks', '--cluster', 'none', '--look'],
    );
    expect(missing.code).toBe(4);
    const both = await administrator.run(
      ...['fleet', 'leaks', '--cluster', 'a', '--cloud', 'b'],
    );
    expect(both.code).toBe(2);
    const cleaned = await administrator.run('fleet', 'leaks', 'clean', '--yes');
    expect({ ...cleaned, stdout: '' }).toMatchObject({
      code: 0,
      stderr: 'Nothing was left behind.\n',
    });
    const unknown = await administrator.run(
      ...['fleet', 'leaks', 'clean', 'lab/Job/x/y/z', '--yes'],
    );
    expect(unknown.code).toBe(4);
  });
});

describe('pagoda project delete', () => {
  it('asks first, and deletes', async () => {
    const name = `${PROJECT}-brief`;
    await administrator.succeed('project', 'create', name);
    const unasked = await administrator.run('project', 'delete', name);
    expect(unasked.code).toBe(2);
    expect(unasked.stderr).toContain('Confirm with --yes');
    await administrator.succeed('project', 'delete', name, '--yes', '--wait');
    expect((await administrator.run('project', 'get', name)).code).toBe(4);
  });
});
