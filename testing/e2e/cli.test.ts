import type { Run, Sweep } from '@pagoda/plugin-pagoda-common';
import { Cli } from '../Cli';
import { freePort } from '../portal';
import { sharedPortalUrl } from '../sharedPortal';

const UUID = /^[0-9a-f]{8}-[0-9a-f-]{27}\n$/;
const NODE = ['--image', 'docker.io/library/node:24', '--', 'node', '-e'];

let researcher: Cli;

beforeAll(async () => {
  researcher = await Cli.signedIn(sharedPortalUrl(), 'researcher');
});

afterAll(() => researcher.dispose());

describe('pagoda run', () => {
  it('starts a run, follows it, and gets its results', async () => {
    const { code, stdout, stderr } = await researcher.run(
      ...['run', 'submit', 'montecarlo-pi', '--project', 'demo'],
      ...['--param', 'samples=200000', '--follow', '--wait'],
    );
    expect({ code, stderr }).toEqual({
      code: 0,
      stderr: expect.stringMatching(/✓ Succeeded after .*\n {2}pi=3\.1/),
    });
    const lines = stdout.trimEnd().split('\n');
    expect(lines[0]).toBe('Throwing 200000 points, seed 1');
    expect(lines).toHaveLength(22);

    const { items } = await researcher.json<{ items: Run[] }>(
      ...['run', 'list', '--experiment', 'montecarlo-pi', '--limit', '1'],
    );
    const [{ id, number, status, spec }] = items;
    expect(status.phase).toBe('Succeeded');
    expect(spec.parameters.samples).toBe(200000);
    expect(await researcher.succeed('run', 'logs', String(number))).toBe(
      stdout,
    );
    expect(
      await researcher.succeed('run', 'logs', id.slice(0, 22), '--tail', '1'),
    ).toBe(`${lines.at(-1)}\n`);

    const list = await researcher.succeed('run', 'results', 'ls', id);
    expect(list).toMatch(
      /^PATH +SIZE +MODIFIED\nconvergence\.csv .*\nresult\.json /,
    );
    const result = await researcher.succeed(
      ...['run', 'results', 'get', `demo/${number}`, 'result.json', '-O', '-'],
    );
    expect(JSON.parse(result).pi).toBe(status.metrics.pi);
    const table = await researcher.succeed('run', 'list', '--limit', '1');
    expect(table).toMatch(
      /^PHASE +EXPERIMENT +# .*\n✓ Succeeded +montecarlo-pi /,
    );
  });

  it('ends with 1 when the run failed, and explains it', async () => {
    const { code, stdout, stderr } = await researcher.run(
      ...['run', 'submit', '--wait', ...NODE],
      'console.error("no such column"); process.exit(3)',
    );
    expect(code).toBe(1);
    expect(stdout).toMatch(UUID);
    expect(stderr).toMatch(/✕ Failed after/);
    expect(stderr).toMatch(/ExitCode: .*exit code 3/);
    expect(stderr).toContain('log: no such column');
    const explained = await researcher.succeed('run', 'explain', stdout.trim());
    expect(explained).toMatch(/^ExitCode: .*exit code 3/);
    const metrics = await researcher.succeed('run', 'metrics', stdout.trim());
    expect(metrics).toMatch(/Used\n.*Over time\n {2}No Prometheus/s);
  });

  it('submits once, however often it is asked with one key', async () => {
    const submit = () =>
      researcher.succeed(
        ...['run', 'submit', 'montecarlo-pi', '--param', 'samples=1000'],
        ...['--idempotency-key', `cli-${process.pid}`, '--quiet'],
      );
    const [first, second] = [await submit(), await submit()];
    expect(first).toMatch(UUID);
    expect(second).toBe(first);
  });

  it('ends a run, and runs it again with another value', async () => {
    const id = (
      await researcher.succeed(
        ...['run', 'submit', '--param', 'word=007', '-q', ...NODE],
        'setTimeout(() => {}, 60_000)',
      )
    ).trim();
    await researcher.succeed('run', 'cancel', id);
    const { code, stderr } = await researcher.run(
      ...[
        'run',
        'rerun',
        id,
        '--param',
        'word=008',
        '--wait',
        '--timeout',
        '1s',
      ],
    );
    expect(code).toBe(1);
    expect(stderr).toContain('Timeout: ');
    const compared = await researcher.json<{ differences: { path: string }[] }>(
      ...['run', 'compare', id, await latest()],
    );
    expect(compared.differences.map(({ path }) => path)).toContain(
      'spec.parameters.word',
    );
  });

  it('ends with the run as JSON', async () => {
    const run = await researcher.json<Run>(
      ...['run', 'submit', 'montecarlo-pi', '--param', 'samples=1000'],
      ...['--label', 'paper=fig2', '--follow', '--wait'],
    );
    expect(run.status.phase).toBe('Succeeded');
    expect(run.labels).toEqual({ paper: 'fig2' });
    await researcher.succeed('run', 'delete', run.id, '--yes');
    expect(await researcher.run('run', 'get', run.id)).toMatchObject({
      code: 4,
      stdout: '',
    });
  });

  async function latest(): Promise<string> {
    return (
      await researcher.succeed('run', 'list', '-n', '1', '-o', 'name')
    ).trim();
  }
});

describe('pagoda sweep', () => {
  it('runs every combination, and waits for all', async () => {
    const { code, stdout, stderr } = await researcher.run(
      ...['sweep', 'submit', 'montecarlo-pi', '--matrix', 'samples=1000,2000'],
      ...['--matrix', 'seed=1,2', '--wait'],
    );
    expect({ code, stderr }).toEqual({
      code: 0,
      stderr: expect.stringMatching(/Sweep of 4 points\n[^]*4 Succeeded\n/),
    });
    const id = stdout.trim();
    const sweep = await researcher.json<Sweep>('sweep', 'get', id);
    expect(sweep.spec.matrix).toEqual({ samples: [1000, 2000], seed: [1, 2] });
    const names = await researcher.succeed(
      ...['run', 'list', '--sweep', id, '-o', 'name'],
    );
    expect(names.trim().split('\n')).toHaveLength(4);
  });
});

describe('exit codes', () => {
  it.each([
    [2, /did you mean submit\?/, ['run', 'sumbit']],
    [
      2,
      /field: parameters\.samples/,
      ['run', 'submit', 'montecarlo-pi', '--param', 'samples=many'],
    ],
    [
      2,
      /known are samples, seed/,
      ['run', 'submit', 'montecarlo-pi', '--param', 'smaples=1'],
    ],
    [4, /Experiment 'none' was not found/, ['run', 'submit', 'none']],
    [4, /Run 999999 was not found in project demo/, ['run', 'get', '999999']],
    [5, /storage quota/, ['volume', 'create', 'huge', '--size', '1Pi']],
    [3, /administrator/, ['project', 'create', 'mine']],
  ])('%i: %s', async (code, message, args) => {
    const result = await researcher.run(...args);
    expect(result).toEqual({
      code,
      stdout: '',
      stderr: expect.stringMatching(message),
    });
    expect(result.stderr).toMatch(/^(Error: |No answer)/);
    expect(result.stderr).not.toContain('    at ');
  });

  it('3: a viewer may not submit; 4: a stranger sees nothing', async () => {
    const submit = ['run', 'submit', 'montecarlo-pi', '--project', 'demo'];
    for (const [persona, code] of [
      ['viewer', 3],
      ['researcher2', 4],
    ] as const) {
      const cli = await Cli.signedIn(sharedPortalUrl(), persona);
      expect(await cli.run(...submit)).toMatchObject({ code, stdout: '' });
      await cli.dispose();
    }
  });

  it('6: nobody listens', async () => {
    const { code, stderr } = await researcher.run(
      ...['whoami', '--url', `http://localhost:${await freePort()}`],
      ...['--token', 'any'],
    );
    expect(code).toBe(6);
    expect(stderr).toMatch(/ECONNREFUSED/);
  });
});

describe('experiments and administration', () => {
  it('applies a definition, and what get prints', async () => {
    const definition = {
      name: `hello-${process.pid}`,
      spec: {
        image: 'docker.io/library/node:24',
        command: ['node', '-e', 'console.log(process.env.PAGODA_PARAM_WHO)'],
        parameterSchema: {
          type: 'object',
          properties: { who: { type: 'string', default: 'world' } },
        },
      },
    };
    const apply = ['experiment', 'apply', '-f', '-'];
    const first = await researcher.pipe(JSON.stringify(definition), ...apply);
    expect(first.stdout).toBe(`demo/${definition.name} is at revision 1\n`);
    const yaml = await researcher.succeed(
      ...['experiment', 'get', definition.name, '-o', 'yaml'],
    );
    const changed = yaml.replace('default: world', 'default: "1"');
    const second = await researcher.pipe(changed, ...apply);
    expect(second.stdout).toBe(`demo/${definition.name} is at revision 2\n`);
    const { stdout } = await researcher.run(
      ...['run', 'submit', definition.name, '--follow', '--param', 'who=1e3'],
    );
    expect(stdout).toBe('1e3\n');
    await researcher.succeed('experiment', 'delete', definition.name, '-y');
  });

  it('shows what there is', async () => {
    expect(await researcher.succeed('project', 'list', '-o', 'name')).toContain(
      'demo\n',
    );
    expect(await researcher.succeed('project', 'usage')).toMatch(
      /^RESOURCE +USED +LEFT +QUOTA\nconcurrentRuns /,
    );
    expect(await researcher.succeed('cluster', 'nodes', 'local')).toMatch(
      /^NAME +STATE .*\n.* Ready /,
    );
    expect(await researcher.succeed('status')).toContain(
      'cluster local: Ready',
    );
    expect(await researcher.succeed('volume', 'list', '-o', 'yaml')).toMatch(
      /^items:\n {2}- project: demo\n {4}name: /,
    );
  });
});
