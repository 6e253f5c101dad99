import type { AuthService } from '@backstage/backend-plugin-api';
import { mockServices } from '@backstage/backend-test-utils';
import type {
  ActionContext,
  TemplateAction,
} from '@backstage/plugin-scaffolder-node';
import { createMockActionContext } from '@backstage/plugin-scaffolder-node-test-utils';
import type { JsonObject } from '@backstage/types';
import { parse } from 'yaml';
import { experimentCreateExamples } from './actions/createExperimentCreateAction.examples';
import { createProjectCreateAction } from './actions/createProjectCreateAction';
import { projectCreateExamples } from './actions/createProjectCreateAction.examples';
import { createRunSubmitAction } from './actions/createRunSubmitAction';
import { runSubmitExamples } from './actions/createRunSubmitAction.examples';
import { createRunWaitAction } from './actions/createRunWaitAction';
import { runWaitExamples } from './actions/createRunWaitAction.examples';
import { createSweepSubmitAction } from './actions/createSweepSubmitAction';
import { sweepSubmitExamples } from './actions/createSweepSubmitAction.examples';
import { createVolumeCreateAction } from './actions/createVolumeCreateAction';
import { volumeCreateExamples } from './actions/createVolumeCreateAction.examples';
import { PagodaSession, type OpenPagodaSession } from './PagodaSession';
import {
  createScaffolderPortal,
  type ScaffolderPortal,
} from './testing/createScaffolderPortal';

jest.setTimeout(120_000);

const EXAMPLES = {
  'pagoda:experiment:create': experimentCreateExamples,
  'pagoda:project:create': projectCreateExamples,
  'pagoda:run:submit': runSubmitExamples,
  'pagoda:run:wait': runWaitExamples,
  'pagoda:sweep:submit': sweepSubmitExamples,
  // The others need a cloud: see volumeActions.peer.test.ts.
  'pagoda:volume:create': volumeCreateExamples.slice(0, 1),
};

/** Each example of each action as a template of its own. */
const TEMPLATES = Object.entries(EXAMPLES).flatMap(([action, examples]) =>
  examples.map(({ description, example }, i) => ({
    action,
    description,
    name: `${action.replaceAll(':', '-')}-${i}`,
    spec: parse(example) as JsonObject,
  })),
);

describe('actions', () => {
  let scaffolder: ScaffolderPortal;
  let open: (persona: string) => Promise<OpenPagodaSession>;

  beforeAll(async () => {
    scaffolder = await createScaffolderPortal(
      [],
      Object.fromEntries(TEMPLATES.map(({ name, spec }) => [name, spec])),
    );
    const { portal } = scaffolder;
    open = async persona => {
      const token = await portal.signIn(persona);
      return PagodaSession.opener({
        // The user's own token, where the scaffolder would ask for one on behalf of the user.
        auth: {
          getPluginRequestToken: async () => ({ token }),
        } as Partial<AuthService> as AuthService,
        discovery: {
          getBaseUrl: async plugin => `${portal.url}/api/${plugin}`,
          getExternalBaseUrl: async plugin => `${portal.url}/api/${plugin}`,
        },
        appBaseUrl: 'http://localhost:3000/',
      });
    };
  });

  afterAll(async () => {
    await scaffolder?.stop();
  });

  /** Invokes an action as the scaffolder does; gives its outputs and its log. */
  async function invoke<I extends JsonObject, O extends JsonObject>(
    action: TemplateAction<I, O>,
    input: I,
    context: Partial<ActionContext<I, O>> = {},
  ) {
    const outputs: Record<string, unknown> = {};
    const logger = context.logger ?? mockServices.logger.mock();
    await action.handler({
      ...createMockActionContext<I, O>(),
      task: { id: 'task-1' },
      step: { id: 'step-1' },
      ...context,
      logger,
      input,
      output: (name, value) => {
        outputs[String(name)] = value;
      },
    });
    const log = jest
      .mocked(logger.info)
      .mock.calls.map(([line]) => line)
      .join('\n');
    return { outputs, log };
  }

  const countRuns = async (label: string) => {
    const { items } = await scaffolder.pagoda(
      'researcher',
      'GET',
      `/runs?label=test%3D${label}`,
    );
    return (items as unknown[]).length;
  };

  it.each(TEMPLATES)(
    'executes the example of $action: $description',
    async template => {
      const persona =
        template.action === 'pagoda:project:create'
          ? 'administrator'
          : 'researcher';
      const task = await scaffolder.run(persona, template.name, {});
      expect(task.log).toContain('Finished step');
      expect(task.status).toBe('completed');
    },
  );

  it('creates one thing for each invocation, however often a task is recovered', async () => {
    const action = createRunSubmitAction(await open('researcher'));
    const input = {
      project: 'demo',
      experiment: 'montecarlo-pi',
      parameters: { samples: 1000 },
      labels: { test: 'once' },
    };
    const first = await invoke(action, input);
    expect(first.outputs).toMatchObject({
      number: expect.any(Number),
      url: `http://localhost:3000/runs/${first.outputs.runId}`,
    });
    const again = await invoke(action, input);
    expect(again.outputs).toEqual(first.outputs);
    expect(await countRuns('once')).toBe(1);

    // Iterations of `each` share the logger of their step, even where their inputs are the same.
    const logger = mockServices.logger.mock();
    const iterations = [
      await invoke(action, input, { logger }),
      await invoke(action, input, { logger }),
    ].map(({ outputs }) => outputs.runId);
    expect(iterations[0]).toBe(first.outputs.runId);
    expect(iterations[1]).not.toBe(iterations[0]);

    const otherStep = await invoke(action, input, { step: { id: 'step-2' } });
    const otherTask = await invoke(action, input, { task: { id: 'task-2' } });
    expect(
      new Set([...iterations, otherStep.outputs.runId, otherTask.outputs.runId])
        .size,
    ).toBe(4);
    expect(await countRuns('once')).toBe(4);
  });

  it('does not ask again for what a checkpoint holds', async () => {
    const action = createRunSubmitAction(await open('researcher'));
    const { outputs } = await invoke(
      action,
      {
        project: 'demo',
        experiment: 'montecarlo-pi',
        labels: { test: 'held' },
      },
      {
        checkpoint: (async () => ({ id: 'held', number: 12 })) as ActionContext<
          JsonObject,
          JsonObject
        >['checkpoint'],
      },
    );
    expect(outputs).toMatchObject({ runId: 'held', number: 12 });
    expect(await countRuns('held')).toBe(0);
  });

  it('finds out in a dry run what would happen, and creates nothing', async () => {
    const session = await open('researcher');
    const dry = { isDryRun: true };
    const run = { project: 'demo', labels: { test: 'dry' } };
    const submit = createRunSubmitAction(session);
    const good = await invoke(
      submit,
      { ...run, experiment: 'montecarlo-pi' },
      dry,
    );
    expect(good.log).toContain('The run is right');
    expect(good.outputs.runId).toBe('dry-run');
    await expect(
      invoke(
        submit,
        {
          ...run,
          experiment: 'montecarlo-pi',
          parameters: { samples: 'many' },
        },
        dry,
      ),
    ).rejects.toThrow(/parameters\.samples.* must be an integer/);
    await expect(
      invoke(
        submit,
        { ...run, experiment: 'montecarlo-pi', resources: { cpu: '64' } },
        dry,
      ),
    ).rejects.toThrow(/The run would never start: .*64/);
    await expect(
      invoke(submit, { ...run, experiment: 'none' }, dry),
    ).rejects.toThrow("Experiment 'none' was not found");

    const sweep = await invoke(
      createSweepSubmitAction(session),
      {
        ...run,
        experiment: 'montecarlo-pi',
        matrix: { samples: [1000, 2000], seed: [1, 2, 3] },
      },
      dry,
    );
    expect(sweep.log).toContain(
      'A sweep of 6 points; the first: {"samples":1000,"seed":1}',
    );
    expect(sweep.outputs).toMatchObject({ sweepId: 'dry-run', points: 6 });

    const wait = await invoke(
      createRunWaitAction(session),
      { runId: 'dry-run' },
      dry,
    );
    expect(wait.outputs).toMatchObject({ phase: 'Succeeded', metrics: {} });

    const volume = createVolumeCreateAction(session);
    const { log } = await invoke(
      volume,
      { project: 'demo', name: 'dry', size: '1Gi' },
      dry,
    );
    expect(log).toContain("Would create volume 'dry' of 1Gi");
    await expect(
      invoke(volume, { project: 'demo', name: 'texts', size: '1Gi' }, dry),
    ).rejects.toThrow("there is a volume 'texts' in project 'demo' already");
    await expect(
      invoke(volume, { project: 'demo', name: 'big', size: '1Ti' }, dry),
    ).rejects.toThrow(
      /size: 1Ti are asked for, and project 'demo' has .* left/,
    );

    const project = createProjectCreateAction(await open('administrator'));
    await expect(invoke(project, { name: 'demo' }, dry)).rejects.toThrow(
      "there is a project 'demo' already",
    );
    await invoke(project, { name: 'nobody' }, dry);

    expect(await countRuns('dry')).toBe(0);
    const { items } = await scaffolder.pagoda(
      'administrator',
      'GET',
      '/projects?q=nobody',
    );
    expect(items).toEqual([]);
  });

  it('stops waiting when the time is over or the task is ended, and cancels the run where asked', async () => {
    const session = await open('researcher');
    const { outputs } = await invoke(createRunSubmitAction(session), {
      project: 'demo',
      spec: {
        image: 'docker.io/library/node:24',
        command: ['node', '-e', 'setTimeout(() => {}, 60000)'],
      },
    });
    const runId = String(outputs.runId);
    const wait = createRunWaitAction(session);
    await expect(invoke(wait, { runId, timeoutSeconds: 1 })).rejects.toThrow(
      `The run had not ended after 1 seconds; it goes on: http://localhost:3000/runs/${runId}`,
    );

    await expect(
      invoke(wait, { runId }, { signal: AbortSignal.timeout(500) }),
    ).rejects.toThrow('The task was ended; the run goes on');
    const phase = async () => {
      const run = await scaffolder.pagoda(
        'researcher',
        'GET',
        `/runs/${runId}`,
      );
      return (run.status as JsonObject).phase;
    };
    expect(await phase()).not.toBe('Cancelled');

    await expect(
      invoke(
        wait,
        { runId, cancelRun: true },
        { signal: AbortSignal.timeout(500) },
      ),
    ).rejects.toThrow('The task was ended, and the run with it');
    const ended = await invoke(wait, { runId, allowFailure: true });
    expect(ended.outputs).toMatchObject({ phase: 'Cancelled' });
    expect(ended.log).toMatch(/Run #\d+ is Cancelled: /);
    await expect(invoke(wait, { runId })).rejects.toThrow(
      /Run #\d+ ended as Cancelled: /,
    );
  });

  it('says what PAGoDA refuses, and why', async () => {
    const asViewer = createRunSubmitAction(await open('viewer'));
    await expect(
      invoke(asViewer, { project: 'demo', experiment: 'montecarlo-pi' }),
    ).rejects.toMatchObject({
      name: 'NotAllowedError',
      message: expect.stringContaining('needs the role'),
    });
    const action = createRunSubmitAction(await open('researcher'));
    await expect(invoke(action, { project: 'demo' })).rejects.toThrow(
      'give either the name of an experiment or a spec',
    );
    await expect(
      invoke(action, { project: 'vision', experiment: 'heat-diffusion' }),
    ).rejects.toMatchObject({
      name: 'NotFoundError',
      message: expect.stringContaining("Project 'vision' was not found"),
    });
    const sweep = createSweepSubmitAction(await open('researcher'));
    await expect(
      invoke(sweep, {
        project: 'demo',
        experiment: 'montecarlo-pi',
        matrix: { seed: [1] },
        list: [{ seed: 1 }],
      }),
    ).rejects.toThrow('give exactly one of matrix, zip and list');
  });
});
