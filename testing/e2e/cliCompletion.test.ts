import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Cli } from '../Cli';
import { ROOT } from '../portal';
import { sharedPortalUrl } from '../sharedPortal';

let cli: Cli;

beforeAll(async () => {
  cli = await Cli.signedIn(sharedPortalUrl(), 'researcher');
});

afterAll(() => cli.dispose());

/** What bash offers for a line when Tab is pressed at its end. */
async function complete(line: string): Promise<string[]> {
  const words = line.split(' ');
  const { stdout } = await promisify(execFile)(
    'bash',
    [
      '--norc',
      '-c',
      `source <(pagoda completion bash)
       COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1))
       _pagoda 2>/dev/null; printf '%s\\n' "\${COMPREPLY[@]}"`,
      'bash',
      ...words,
    ],
    {
      env: {
        ...process.env,
        PATH: `${ROOT}:${process.env.PATH}`,
        PAGODA_CONFIG_DIR: join(cli.directory, '.pagoda'),
      },
    },
  );
  return stdout.split('\n').filter(Boolean);
}

describe('pagoda completion bash', () => {
  it('completes commands, flags and choices', async () => {
    expect(await complete('pagoda run l')).toEqual(['list', 'logs']);
    expect(await complete('pagoda run list --ph')).toEqual(['--phase']);
    expect(await complete('pagoda run list -o j')).toEqual(['json']);
  });

  it('completes names that the portal knows', async () => {
    expect(await complete('pagoda run submit mon')).toEqual(['montecarlo-pi']);
    expect(await complete('pagoda --project d')).toEqual(['demo']);
    expect(await complete('pagoda run submit montecarlo-pi --param s')).toEqual(
      ['samples=', 'seed='],
    );
    await cli.succeed('run', 'submit', 'montecarlo-pi', '-q');
    const numbers = await complete('pagoda run get ');
    expect(numbers[0]).toMatch(/^\d+$/);
  });

  it('says nothing where nobody is signed in', async () => {
    const stranger = await Cli.create();
    const { code, stdout, stderr } = await stranger.run(
      ...['__complete', '--', 'run', 'get', ''],
    );
    expect({ code, stdout, stderr }).toEqual({
      code: 0,
      stdout: '',
      stderr: '',
    });
    await stranger.dispose();
  });
});
