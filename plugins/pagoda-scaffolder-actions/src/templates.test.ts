import { resolve } from 'node:path';
import {
  createScaffolderPortal,
  type ScaffolderPortal,
} from './testing/createScaffolderPortal';

jest.setTimeout(120_000);

const TEMPLATES = [
  'run-container-experiment',
  'parameter-sweep',
  'new-experiment',
  'new-volume',
  'new-project',
];

/** The templates of this repository, run through a real scaffolder against a real PAGoDA. */
describe('templates', () => {
  let scaffolder: ScaffolderPortal;

  beforeAll(async () => {
    scaffolder = await createScaffolderPortal(
      TEMPLATES.map(name =>
        resolve(__dirname, '../../../templates', name, 'template.yaml'),
      ),
    );
  });

  afterAll(async () => {
    await scaffolder?.stop();
  });

  it('runs an experiment and waits for its metrics', async () => {
    const task = await scaffolder.run(
      'researcher',
      'run-container-experiment',
      {
        project: 'demo',
        definition: 'experiment',
        experiment: 'montecarlo-pi',
        parameters: { samples: 5000, seed: 3 },
        labels: { paper: 'fig2' },
        timeoutSeconds: 60,
        wait: true,
      },
    );
    expect(task.log).toMatch(/Run #\d+ is Succeeded/);
    expect(task.log).toContain('| 100 %');
    expect(task.status).toBe('completed');
    const [link] = task.output.links ?? [];
    expect(link.url).toMatch(/\/runs\/[0-9a-f-]{36}$/);
    const run = await scaffolder.pagoda(
      'researcher',
      'GET',
      `/runs/${link.url.split('/').pop()}`,
    );
    expect(run).toMatchObject({
      experiment: 'montecarlo-pi',
      labels: { paper: 'fig2' },
      spec: { parameters: { samples: 5000, seed: 3 }, timeoutSeconds: 60 },
      status: { phase: 'Succeeded', metrics: { samples: 5000 } },
    });
    expect(task.output.text?.[0].content).toContain('"samples": 5000');
  });

  it('runs an image, without waiting', async () => {
    const task = await scaffolder.run(
      'researcher',
      'run-container-experiment',
      {
        project: 'demo',
        definition: 'image',
        image: 'docker.io/library/node:24',
        command: ['node', '-e', 'console.log(6 * 7)'],
        environment: { LANG: 'C' },
        cpu: '500m',
        wait: false,
      },
    );
    expect(task.status).toBe('completed');
    expect(task.output.text ?? []).toEqual([]);
    const run = await scaffolder.pagoda(
      'researcher',
      'GET',
      `/runs/${task.output.links?.[0].url.split('/').pop()}`,
    );
    expect(run).toMatchObject({
      experiment: null,
      spec: {
        command: ['node', '-e', 'console.log(6 * 7)'],
        environment: { LANG: 'C' },
        resources: { cpu: '500m', memory: '512Mi' },
      },
    });
  });

  it.each([
    ['matrix', { samples: [1000, 2000], seed: [1, 2, 3] }, 6],
    ['zip', { samples: [1000, 2000], seed: [1, 2] }, 2],
  ])('submits a sweep (%s)', async (combine, values, points) => {
    const task = await scaffolder.run('researcher', 'parameter-sweep', {
      project: 'demo',
      experiment: 'montecarlo-pi',
      values,
      combine,
      parameters: { checkpoints: 5 },
      parallelism: 2,
    });
    expect(task.log).toContain(`Submitted a sweep of ${points} points`);
    expect(task.status).toBe('completed');
    const sweep = await scaffolder.pagoda(
      'researcher',
      'GET',
      `/sweeps/${task.output.links?.[0].url.split('/').pop()}`,
    );
    expect(sweep).toMatchObject({
      experiment: 'montecarlo-pi',
      points,
      parameterNames: ['samples', 'seed'],
      spec: { parallelism: 2 },
    });
  });

  it('defines an experiment, with parameters from a list', async () => {
    const task = await scaffolder.run('researcher', 'new-experiment', {
      project: 'demo',
      name: 'squares',
      title: 'Squares',
      image: 'docker.io/library/node:24',
      command: ['node', 'main.js'],
      files: [
        {
          path: 'main.js',
          content: 'console.log(process.env.PAGODA_PARAM_N ** 2)',
        },
      ],
      parameters: [
        {
          name: 'n',
          type: 'integer',
          default: '3',
          minimum: 1,
          required: true,
        },
      ],
      cpu: '1',
      memory: '256Mi',
      gpu: 0,
      timeoutSeconds: 60,
      volumes: [{ name: 'texts', path: 'texts', readOnly: true }],
    });
    expect(task.status).toBe('completed');
    expect(task.output.links?.[0].url).toMatch(/\/experiments\/demo\/squares$/);
    expect(
      await scaffolder.pagoda(
        'researcher',
        'GET',
        '/projects/demo/experiments/squares',
      ),
    ).toMatchObject({
      title: 'Squares',
      revision: 1,
      owner: 'user:default/researcher',
      spec: {
        parameterSchema: {
          properties: { n: { type: 'integer', default: 3, minimum: 1 } },
          required: ['n'],
        },
        volumes: [{ name: 'texts', path: 'texts', readOnly: true }],
      },
    });
  });

  it('creates a volume and a project', async () => {
    const volume = await scaffolder.run('researcher', 'new-volume', {
      project: 'demo',
      name: 'measurements',
      size: '2Gi',
    });
    expect(volume.status).toBe('completed');
    expect(
      await scaffolder.pagoda(
        'researcher',
        'GET',
        '/projects/demo/volumes/measurements',
      ),
    ).toMatchObject({ spec: { size: '2Gi' }, cluster: 'local' });

    const values = {
      name: 'climate',
      owners: ['user:default/researcher2'],
      viewers: ['user:default/viewer', 'user:default/researcher2'],
      concurrentRuns: 3,
      cpu: '8',
    };
    const project = await scaffolder.run(
      'administrator',
      'new-project',
      values,
    );
    expect(project.status).toBe('completed');
    expect(
      await scaffolder.pagoda('researcher2', 'GET', '/projects/climate'),
    ).toMatchObject({ quota: { concurrentRuns: 3, cpu: '8' }, role: 'owner' });

    const refused = await scaffolder.run('researcher', 'new-project', {
      ...values,
      name: 'mine',
    });
    expect(refused.status).toBe('failed');
    expect(refused.log).toContain('is for administrators');
  });

  it('says in the log why a run failed, and what is wrong with an input', async () => {
    const failed = await scaffolder.run(
      'researcher',
      'run-container-experiment',
      {
        project: 'demo',
        definition: 'image',
        image: 'docker.io/library/node:24',
        command: ['node', '-e', 'console.log("bye"); process.exit(3)'],
        wait: true,
      },
    );
    expect(failed.status).toBe('failed');
    expect(failed.log).toMatch(/Run #\d+ ended as Failed: .*3/);
    expect(failed.log).toContain('| bye');

    const wrong = await scaffolder.run(
      'researcher',
      'run-container-experiment',
      {
        project: 'demo',
        definition: 'experiment',
        experiment: 'montecarlo-pi',
        parameters: { samples: 5 },
      },
    );
    expect(wrong.status).toBe('failed');
    expect(wrong.log).toContain('parameters.samples');
    expect(wrong.log).toContain('1000');
  });
});
