import { configure, screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import {
  SecretsContextProvider,
  useTemplateSecrets,
} from '@backstage/plugin-scaffolder-react';
import { Stepper } from '@backstage/plugin-scaffolder-react/alpha';
import type { ComponentProps } from 'react';
import type {
  ClusterPlan,
  VolumePreflightRequest,
} from '@pagoda/plugin-pagoda-common';
import { buildCloud, buildOffers, FakePagoda, renderPage } from '../testing';
import { checkNodePools } from './checkNodePools';
import { CloudPicker } from './CloudPicker';
import { NodePoolsField } from './NodePoolsField';
import { clusterTemplatePickerField, keypairPickerField } from './offerPickers';
import { SecretField } from './SecretField';
import { VolumeSizeField } from './VolumeSizeField';

type StepperProps = ComponentProps<typeof Stepper>;

// Every key that is typed draws a whole form.
jest.setTimeout(60_000);
configure({ asyncUtilTimeout: 10_000 });

/** As the app makes fields of templates' forms. */
function fieldOf(field: unknown) {
  const { name, component } = field as { name: string; component: unknown };
  return { name, component };
}

const FIELDS = [
  { name: 'PagodaCloudPicker', component: CloudPicker },
  fieldOf(clusterTemplatePickerField),
  fieldOf(keypairPickerField),
  { name: 'PagodaSecret', component: SecretField },
  { name: 'PagodaVolumeSize', component: VolumeSizeField },
  {
    name: 'PagodaNodePools',
    component: NodePoolsField,
    validation: checkNodePools,
  },
] as StepperProps['extensions'];

const text = (title: string, field: string, options: object = {}) => ({
  ...{ title, type: 'string' },
  ...{ 'ui:field': field, 'ui:options': options },
});

const CLUSTER = [
  {
    title: 'Where',
    schema: {
      type: 'object',
      required: ['name', 'cloud', 'clusterTemplate'],
      properties: {
        name: { title: 'Name', type: 'string' },
        cloud: text('Cloud', 'PagodaCloudPicker', { provisioner: 'magnum' }),
        clusterTemplate: text('Template', 'PagodaClusterTemplatePicker'),
        keypair: text('Key pair', 'PagodaKeypairPicker', { none: 'Its own' }),
      },
    },
  },
  {
    title: 'Machines',
    schema: {
      type: 'object',
      required: ['pools'],
      properties: {
        pools: {
          ...{ title: 'Machines', type: 'array', items: { type: 'object' } },
          'ui:field': 'PagodaNodePools',
          'ui:options': { provisioner: 'magnum' },
        },
      },
    },
  },
];

function buildFake() {
  return new FakePagoda()
    .on('GET', '/clouds', () => ({
      items: [
        buildCloud(),
        buildCloud({ name: 'rancher', provisioners: ['rancher'] }),
      ],
    }))
    .on('GET', '/clouds/{cloud}/offers', () => buildOffers())
    .on('POST', '/clusters:preflight', ({ body }) => {
      const { pools } = body as ClusterPlan;
      const needed = pools.reduce((sum, { count }) => sum + count, 0);
      const short = Math.max(0, needed - 5);
      return {
        fits: short === 0,
        items: [
          {
            ...{ resource: 'instances', limit: 5, used: 0, left: 5, needed },
            ...{ leftAfter: 5 - needed, short },
          },
        ],
        problems: [],
      };
    });
}

function renderForm(
  fake: FakePagoda,
  steps: { title: string; schema: object }[],
  more?: React.ReactNode,
) {
  const onCreate = jest.fn(async () => undefined);
  renderPage(
    <SecretsContextProvider>
      <Stepper
        extensions={FIELDS}
        manifest={{ title: 'A template', steps } as StepperProps['manifest']}
        onCreate={onCreate}
        formProps={{ EXPERIMENTAL_theme: 'bui' }}
      />
      {more}
    </SecretsContextProvider>,
    fake,
  );
  return onCreate;
}

const press = (name: string) =>
  userEvent.click(screen.getByRole('button', { name }));

describe('fields of templates that go by a cloud', () => {
  beforeEach(() => {
    // Each step begins at its top; jsdom has nothing to scroll.
    jest.spyOn(window, 'scrollTo').mockImplementation(() => undefined);
  });
  afterEach(() => {
    jest.restoreAllMocks();
  });

  it('offer what the cloud has, judge the whole plan, and let no further what does not fit', async () => {
    const fake = buildFake();
    const onCreate = renderForm(fake, CLUSTER);
    // The only cloud of that provisioner, and the only template in it.
    expect(
      await screen.findByRole('button', { name: /Campus cloud/ }),
    ).toBeInTheDocument();
    expect(
      await screen.findByRole('button', { name: /^k8s/ }),
    ).toBeInTheDocument();
    await userEvent.type(screen.getByLabelText(/^Name/), 'lab');
    await press('Next');

    for (const at of [0, 1]) {
      const flavors = await screen.findAllByRole('button', { name: /Flavor/ });
      await userEvent.click(flavors[at]);
      await userEvent.click(
        await screen.findByRole('option', { name: 'm1.small' }),
      );
    }
    expect(await screen.findByText('Fits')).toBeVisible();
    const count = screen.getByRole('textbox', { name: /^Machines/ });
    await userEvent.clear(count);
    await userEvent.type(count, '7');
    expect(
      await screen.findByText('Does not fit: short by 3 machines'),
    ).toBeVisible();
    await press('Review');
    expect(
      (await screen.findAllByText(/Machines: short by 3/)).length,
    ).toBeGreaterThan(0);

    await userEvent.clear(count);
    await userEvent.type(count, '3');
    expect(await screen.findByText('Fits')).toBeVisible();
    await press('Review');
    await userEvent.click(
      await screen.findByRole('button', { name: 'Create' }),
    );
    expect(onCreate).toHaveBeenCalledWith({
      name: 'lab',
      cloud: 'campus',
      clusterTemplate: 'k8s',
      pools: [
        {
          ...{ name: 'control', role: 'control-plane', count: 1 },
          flavor: 'm1.small',
        },
        { name: 'work', role: 'worker', count: 3, flavor: 'm1.small' },
      ],
    });
    const [{ body }] = fake.sent('POST', '/clusters:preflight').slice(-1);
    expect(body).toMatchObject({
      ...{ name: 'lab', provisioner: 'magnum', cloud: 'campus' },
      clusterTemplate: 'k8s',
    });
    // All fields share one answer.
    expect(fake.sent('GET', '/clouds/{cloud}/offers')).toHaveLength(1);
  });

  it('judge the size of a volume while it is typed', async () => {
    const fake = buildFake().on(
      'POST',
      '/projects/{project}/volumes:preflight',
      ({ body }) => {
        const { items } = body as VolumePreflightRequest;
        const fits = items[0].size === '5Gi';
        return {
          ...{ fits, problems: [] },
          items: [
            {
              ...{ resource: 'gigabytes', limit: 9, used: 0, left: 9 },
              ...(fits
                ? { needed: 5, leftAfter: 4, short: 0 }
                : { needed: 50, leftAfter: -41, short: 41 }),
            },
          ],
        };
      },
    );
    const onCreate = renderForm(fake, [
      {
        title: 'The volume',
        schema: {
          type: 'object',
          properties: { project: { title: 'Project', type: 'string' } },
        },
      },
      {
        title: 'Where',
        schema: {
          type: 'object',
          required: ['cloud', 'size'],
          properties: {
            cloud: text('Cloud', 'PagodaCloudPicker', {
              provisioner: 'magnum',
            }),
            size: text('Size', 'PagodaVolumeSize'),
          },
        },
      },
    ]);
    await userEvent.type(await screen.findByLabelText(/^Project/), 'demo');
    await press('Next');
    expect(await screen.findByText('Not judged yet')).toBeVisible();
    await userEvent.type(screen.getByLabelText(/^Size/), '5Gi');
    expect(await screen.findByText('Fits')).toBeVisible();
    await userEvent.clear(screen.getByLabelText(/^Size/));
    await userEvent.type(screen.getByLabelText(/^Size/), '50Gi');
    expect(
      await screen.findByText(
        'Does not fit: short by 41 GiB of storage of volumes',
      ),
    ).toBeVisible();
    expect(
      fake.sent('POST', '/projects/{project}/volumes:preflight').at(-1),
    ).toMatchObject({
      params: { project: 'demo' },
      body: { items: [{ cloud: 'campus', size: '50Gi' }] },
    });
    await press('Review');
    await userEvent.click(
      await screen.findByRole('button', { name: 'Create' }),
    );
    // The backend refuses it by itself.
    expect(onCreate).toHaveBeenCalledWith({
      ...{ project: 'demo', cloud: 'campus', size: '50Gi' },
    });
  });

  it('keep secrets out of the form', async () => {
    const secrets = jest.fn();
    function Spy() {
      secrets(useTemplateSecrets().secrets);
      return null;
    }
    const onCreate = renderForm(
      buildFake(),
      [
        {
          title: 'Cluster',
          schema: {
            type: 'object',
            required: ['kubeconfig'],
            properties: {
              kubeconfig: text('Kubeconfig', 'PagodaSecret', { rows: 4 }),
            },
          },
        },
      ],
      <Spy />,
    );
    await userEvent.click(await screen.findByLabelText(/Kubeconfig/));
    await userEvent.paste('users:\n- token: abc');
    await press('Review');
    await userEvent.click(
      await screen.findByRole('button', { name: 'Create' }),
    );
    await waitFor(() =>
      expect(onCreate).toHaveBeenCalledWith({ kubeconfig: '*****' }),
    );
    expect(secrets).toHaveBeenLastCalledWith({
      kubeconfig: 'users:\n- token: abc',
    });
    expect(document.body.textContent).not.toContain('abc');
  });
});
