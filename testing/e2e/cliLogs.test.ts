import { Cli } from '../Cli';
import { startPortal, type Portal } from '../portal';

/** Lines of the run, and the pause between them in milliseconds: it goes on for longer than a portal needs to start. */
const LINES = 400;
const PAUSE = 60;

let portal: Portal;
let cli: Cli;

beforeAll(async () => {
  portal = await startPortal();
  cli = await Cli.signedIn(portal.url, 'researcher');
});

afterAll(async () => {
  await cli?.dispose();
  await portal?.stop();
});

describe('pagoda run logs --follow', () => {
  it('gives each line once, though the portal is killed and started again', async () => {
    const script = `let n = 0; const t = setInterval(() => { console.log('line ' + n++); if (n === ${LINES}) clearInterval(t); }, ${PAUSE});`;
    const id = (
      await cli.succeed(
        ...['run', 'submit', '-q', '--image', 'node', '--'],
        ...['node', '-e', script],
      )
    ).trim();
    const following = cli.start('run', 'logs', id, '--follow');
    const waiting = cli.start('run', 'logs', id, '--follow', '--tail', '0');
    while (!following.stdout.includes('line 20\n')) {
      await new Promise(resolve => setTimeout(resolve, 50));
    }
    await portal.end('SIGKILL');
    await portal.restart();

    const { code, stdout, stderr } = await following.ended;
    expect(code).toBe(0);
    expect(stdout).toBe(
      Array.from({ length: LINES }, (_, n) => `line ${n}\n`).join(''),
    );
    expect(stderr).toContain('Connection lost, trying again');
    expect(stderr).toContain('Connected again');
    const rest = (await waiting.ended).stdout.trimEnd().split('\n');
    expect(rest).toEqual(stdout.trimEnd().split('\n').slice(-rest.length));
    expect(await cli.succeed('run', 'logs', id)).toBe(stdout);
  }, 240_000);

  it('leaves the run alone when it is interrupted', async () => {
    const submit = cli.start(
      ...['run', 'submit', '--follow', '--wait', '--image', 'node', '--'],
      ...['node', '-e', 'setInterval(() => console.log("tick"), 50)'],
    );
    while (!submit.stdout.includes('tick')) {
      await new Promise(resolve => setTimeout(resolve, 50));
    }
    submit.child.kill('SIGINT');
    const { code, stderr } = await submit.ended;
    expect(code).toBe(130);
    const id = /To end it: pagoda run cancel (\S+)/.exec(stderr)?.[1] ?? '';
    const run = await cli.json<{ status: { phase: string } }>('run', 'get', id);
    expect(run.status.phase).toBe('Running');
    await cli.succeed('run', 'cancel', id);
  });
});
