import { buildRun } from '../../testing';
import {
  hasFlags,
  toCliCommand,
  toCurlCommand,
  toSubmitBody,
} from './reproduce';

describe('reproduce', () => {
  it('writes a run of an experiment for a shell, quoting what a shell would change', () => {
    const run = buildRun({
      labels: { paper: 'fig2' },
      spec: {
        parameters: { samples: 10, title: "it's $HOME", deep: { a: 1 } },
      },
    });
    expect(toCliCommand(run)).toBe(
      [
        'pagoda run submit montecarlo-pi',
        '--project demo',
        '--revision 3',
        '--param samples=10',
        `--param 'title=it'\\''s $HOME'`,
        `--param 'deep={"a":1}'`,
        '--cluster local',
        '--cpu 1',
        '--memory 512Mi',
        '--timeout 3600',
        '--label paper=fig2',
      ].join(' \\\n  '),
    );
    expect(hasFlags(run)).toBe(true);
    expect(toSubmitBody(run)).toEqual({
      experiment: 'montecarlo-pi',
      revision: 3,
      parameters: run.spec.parameters,
      labels: { paper: 'fig2' },
      cluster: 'local',
      resources: { cpu: '1', memory: '512Mi', gpu: 0 },
      timeoutSeconds: 3600,
    });
    expect(toCurlCommand(run, 'https://portal.test/api/pagoda/v1')).toContain(
      'https://portal.test/api/pagoda/v1/projects/demo/runs',
    );
  });

  it('repeats an inline run by its whole definition', () => {
    const digest = 'docker.io/library/node@sha256:ab';
    const run = buildRun({
      experiment: null,
      revision: null,
      spec: {
        parameters: {},
        command: ['sh', '-c', 'echo $X'],
        files: [{ path: 'a.sh', content: 'true' }],
        volumes: [{ name: 'texts', path: 'in', readOnly: false }],
        secrets: [{ name: 'tracker', key: 'token', env: 'TOKEN' }],
        nodeSelector: { disk: 'ssd' },
        services: [{ name: 'database', image: 'postgres:17' }],
      },
      status: { placement: { image: digest } },
    });
    expect(toCliCommand(run)).toMatch(
      /--volume texts:in \\\n {2}--secret tracker:token=TOKEN \\\n {2}--image docker.io\/library\/node@sha256:ab \\\n {2}-- sh -c 'echo \$X'$/,
    );
    expect(hasFlags(run)).toBe(false);
    expect(toSubmitBody(run)).toMatchObject({
      spec: {
        image: digest,
        nodeSelector: { disk: 'ssd' },
        services: [{ name: 'database', image: 'postgres:17' }],
        command: ['sh', '-c', 'echo $X'],
        files: [{ path: 'a.sh', content: 'true' }],
        secrets: [{ name: 'tracker', key: 'token', env: 'TOKEN' }],
      },
    });
  });
});
