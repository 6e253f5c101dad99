import { configure, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { Stepper } from '@backstage/plugin-scaffolder-react/alpha';
import type { ComponentProps } from 'react';
import {
  buildCluster,
  buildExperiment,
  fakeError,
  FakePagoda,
  renderPage,
} from '../testing';
import { checkParameters } from './checkParameters';
import { ClusterPicker } from './ClusterPicker';
import { ExperimentPicker } from './ExperimentPicker';
import { PairsField } from './PairsField';
import { ParametersField } from './ParametersField';
import { ProjectPicker } from './ProjectPicker';

type StepperProps = ComponentProps<typeof Stepper>;

const FIELDS = [
  { name: 'PagodaProjectPicker', component: ProjectPicker },
  { name: 'PagodaExperimentPicker', component: ExperimentPicker },
  {
    name: 'PagodaParameters',
    component: ParametersField,
    validation: checkParameters,
  },
  { name: 'PagodaClusterPicker', component: ClusterPicker },
  { name: 'PagodaPairs', component: PairsField },
] as StepperProps['extensions'];

const WHAT = {
  project: {
    title: 'Project',
    type: 'string',
    'ui:field': 'PagodaProjectPicker',
    'ui:options': { role: 'researcher' },
  },
  experiment: {
    title: 'Experiment',
    type: 'string',
    'ui:field': 'PagodaExperimentPicker',
    'ui:options': { projectField: 'project' },
  },
};

const RUN = [
  {
    title: 'What to run',
    schema: {
      type: 'object',
      required: ['project', 'experiment'],
      properties: {
        ...WHAT,
        parameters: {
          title: 'Parameters',
          type: 'object',
          'ui:field': 'PagodaParameters',
        },
      },
    },
  },
  {
    title: 'How to run it',
    schema: {
      type: 'object',
      properties: {
        cluster: {
          title: 'Cluster',
          type: 'string',
          'ui:field': 'PagodaClusterPicker',
        },
        labels: {
          title: 'Labels',
          type: 'object',
          additionalProperties: { type: 'string' },
          'ui:field': 'PagodaPairs',
        },
      },
    },
  },
];

const SWEEP = [
  {
    title: 'What to vary',
    schema: {
      type: 'object',
      required: ['project', 'experiment', 'values'],
      properties: {
        ...WHAT,
        values: {
          title: 'Values to try',
          type: 'object',
          'ui:field': 'PagodaParameters',
          'ui:options': { mode: 'sweep', combineField: 'combine' },
        },
        combine: {
          title: 'Combine',
          type: 'string',
          enum: ['matrix', 'zip'],
          default: 'matrix',
          'ui:widget': 'radio',
        },
        parameters: {
          title: 'Shared',
          type: 'object',
          'ui:field': 'PagodaParameters',
          'ui:options': { mode: 'values', exceptField: 'values' },
        },
      },
    },
  },
];

function buildFake() {
  const fake = new FakePagoda();
  const pi = buildExperiment({
    spec: {
      image: 'docker.io/library/node:24',
      command: ['node', 'pi.js'],
      parameterSchema: {
        type: 'object',
        properties: {
          samples: {
            type: 'integer',
            title: 'Samples',
            minimum: 10,
            default: 200000,
          },
          seed: { type: 'integer', title: 'Seed', default: 1 },
        },
      },
    },
  });
  const heat = buildExperiment({
    name: 'heat',
    title: 'Heat',
    spec: {
      image: 'docker.io/library/node:24',
      command: ['node', 'heat.js'],
      parameterSchema: {
        type: 'object',
        properties: { alpha: { type: 'number', title: 'Alpha', default: 0.2 } },
      },
    },
  });
  return fake
    .on('GET', '/projects/{project}/experiments', () => ({
      items: [pi, heat],
      pageInfo: {},
    }))
    .on('GET', '/projects/{project}/experiments/{experiment}', ({ params }) =>
      params.experiment === 'heat' ? heat : pi,
    )
    .on('GET', '/clusters', () => ({ items: [buildCluster()], pageInfo: {} }))
    .on('POST', '/projects/{project}/runs:validate', () => ({
      fits: true,
      waits: false,
      shortBy: [],
      run: {},
    }));
}

function renderForm(
  fake: FakePagoda,
  steps: { title: string; schema: object }[],
) {
  const onCreate = jest.fn(async () => undefined);
  renderPage(
    <Stepper
      extensions={FIELDS}
      manifest={{ title: 'A template', steps } as StepperProps['manifest']}
      onCreate={onCreate}
      formProps={{ EXPERIMENTAL_theme: 'bui' }}
    />,
    fake,
  );
  return onCreate;
}

async function choose(label: RegExp, option: RegExp) {
  await userEvent.click(await screen.findByRole('button', { name: label }));
  await userEvent.click(await screen.findByRole('option', { name: option }));
}

async function fill(group: string, label: string, text: string) {
  const inputs = within(await screen.findByRole('group', { name: group }));
  const input = await inputs.findByLabelText(label);
  await userEvent.clear(input);
  await userEvent.paste(text);
}

const next = (name: string) =>
  userEvent.click(screen.getByRole('button', { name }));

// Every key that is typed draws a whole form.
jest.setTimeout(60_000);
configure({ asyncUtilTimeout: 10_000 });

describe('fields of templates', () => {
  beforeEach(() => {
    // Each step begins at its top; jsdom has nothing to scroll.
    jest.spyOn(window, 'scrollTo').mockImplementation(() => undefined);
  });
  afterEach(() => {
    jest.restoreAllMocks();
  });

  it('take the only project, ask for the parameters of the chosen experiment, and keep them over the steps', async () => {
    const fake = buildFake();
    const onCreate = renderForm(fake, RUN);
    expect(
      await screen.findByRole('button', { name: /Demonstration \(demo\)/ }),
    ).toBeInTheDocument();
    expect(screen.getByText('Choose an experiment first.')).toBeInTheDocument();

    await choose(/Experiment/, /Heat/);
    await fill('Parameters', 'Alpha', '0.1');
    // Another experiment has other parameters; those of the first are gone.
    await choose(/Experiment/, /montecarlo-pi/);
    expect(await screen.findByLabelText('Samples')).toHaveValue('200000');
    expect(screen.queryByLabelText('Alpha')).not.toBeInTheDocument();

    await fill('Parameters', 'Samples', '5');
    expect(screen.getByRole('alert')).toHaveTextContent('at least 10');
    await next('Next');
    expect(
      (await screen.findAllByText(/Samples: 5: It must be at least 10/)).length,
    ).toBeGreaterThan(0);

    await fill('Parameters', 'Samples', '5000');
    await next('Next');
    await choose(/Cluster/, /This machine/);
    await userEvent.type(screen.getByLabelText('Labels'), 'paper = fig2');
    await next('Back');
    expect(await screen.findByLabelText('Samples')).toHaveValue('5000');
    await next('Next');
    expect(await screen.findByLabelText('Labels')).toHaveValue('paper=fig2');

    await next('Review');
    await next('Create');
    expect(onCreate).toHaveBeenCalledWith({
      project: 'demo',
      experiment: 'montecarlo-pi',
      parameters: { samples: 5000, seed: 1 },
      cluster: 'local',
      labels: { paper: 'fig2' },
    });
  });

  it("say what the server's check finds, and that a list cannot be read", async () => {
    const fake = buildFake();
    fake.on('POST', '/projects/{project}/runs:validate', () =>
      Response.json(
        {
          error: {
            name: 'InputError',
            code: 'InvalidInput',
            message: 'parameters.seed must be prime',
            problems: [{ field: 'parameters.seed', message: 'must be prime' }],
          },
          response: { statusCode: 400 },
        },
        { status: 400 },
      ),
    );
    fake.on('GET', '/projects/{project}/experiments', () =>
      fakeError(503, 'Unavailable', 'Down for repair'),
    );
    const onCreate = renderForm(fake, RUN);
    expect(await screen.findByText('Down for repair')).toBeInTheDocument();

    fake.on('GET', '/projects/{project}/experiments', () => ({
      items: [buildExperiment()],
      pageInfo: {},
    }));
    await next('Try again');
    expect(await screen.findByLabelText('Seed')).toHaveValue('1');
    await next('Next');
    expect(
      (await screen.findAllByText(/seed must be prime/)).length,
    ).toBeGreaterThan(0);
    expect(onCreate).not.toHaveBeenCalled();
  });

  it('read the values of a sweep, count its runs, and leave the rest to all runs', async () => {
    const onCreate = renderForm(buildFake(), SWEEP);
    await choose(/Experiment/, /montecarlo-pi/);
    expect(
      await screen.findByText(/Give at least one parameter several values/),
    ).toBeInTheDocument();

    await fill('Values to try', 'Samples', '100, many');
    expect(screen.getByRole('alert')).toHaveTextContent(
      'many: It must be a number.',
    );
    await fill('Values to try', 'Samples', '100..200..50, 1000');
    expect(screen.getByText('This makes 4 runs.')).toBeInTheDocument();
    await fill('Values to try', 'Seed', '1, 2');
    expect(screen.getByText('This makes 4 × 2 = 8 runs.')).toBeInTheDocument();

    await userEvent.click(screen.getByRole('radio', { name: 'zip' }));
    await next('Review');
    expect(
      (await screen.findAllByText(/all lists need the same length/)).length,
    ).toBeGreaterThan(1);

    await fill('Values to try', 'Seed', ' ');
    await waitFor(() =>
      expect(screen.getByText('This makes 4 runs.')).toBeInTheDocument(),
    );
    await fill('Shared', 'Seed', '7');
    await next('Review');
    await next('Create');
    expect(onCreate).toHaveBeenCalledWith({
      project: 'demo',
      experiment: 'montecarlo-pi',
      values: { samples: [100, 150, 200, 1000] },
      combine: 'zip',
      parameters: { seed: 7 },
    });
  });
});
