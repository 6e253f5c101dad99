import { screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { buildProject, FakePagoda, renderPage } from '../../testing';
import { KubernetesPanel } from './KubernetesPanel';

const PROJECT = buildProject({
  kubernetes: {
    podSecurity: 'restricted',
    allowedNetworks: ['10.2.0.0/16'],
    tolerations: [{ key: 'gpu', effect: 'NoSchedule' }],
  },
});

function buildFake() {
  return new FakePagoda()
    .on('GET', '/projects/{project}/namespaces', () => ({
      items: [
        {
          ...{ cluster: 'lab', project: 'demo', namespace: 'pagoda-demo' },
          phase: 'Terminating',
          message: 'The namespace is being removed, and waits.',
          since: '2026-01-01T00:00:00.000Z',
          waitingFor: [{ message: 'pods stuck waits for its finalizer' }],
        },
      ],
    }))
    .on('PATCH', '/projects/{project}', ({ body }) => ({
      ...PROJECT,
      ...(body as object),
    }));
}

describe('KubernetesPanel', () => {
  it('shows settings, and what a namespace waits for', async () => {
    await renderPage(
      <KubernetesPanel project={PROJECT} onChanged={() => {}} />,
      buildFake(),
    );
    const panel = await screen.findByRole('region', { name: 'Kubernetes' });
    expect(panel).toHaveTextContent('10.2.0.0/16');
    expect(panel).toHaveTextContent('gpu:NoSchedule');
    const table = await within(panel).findByRole('grid');
    expect(table).toHaveTextContent('pods stuck waits for its finalizer');
    expect(within(table).getByRole('link', { name: 'lab' })).toHaveAttribute(
      'href',
      '/clusters/lab',
    );
    expect(
      screen.queryByRole('button', { name: 'Change settings' }),
    ).not.toBeInTheDocument();
  });

  it('lets administrators change settings', async () => {
    const fake = buildFake();
    fake.whoami.administrator = true;
    const changed = jest.fn();
    await renderPage(
      <KubernetesPanel project={PROJECT} onChanged={changed} />,
      fake,
    );
    await userEvent.click(
      await screen.findByRole('button', { name: 'Change settings' }),
    );
    const dialog = await screen.findByRole('dialog');
    await userEvent.type(
      within(dialog).getByLabelText(/^Private networks/),
      '\n10.3.0.0/16',
    );
    await userEvent.click(
      within(dialog).getByRole('checkbox', { name: /^Commands/ }),
    );
    await userEvent.click(within(dialog).getByRole('button', { name: 'Save' }));
    await screen.findByRole('button', { name: 'Change settings' });
    expect(changed).toHaveBeenCalledWith(
      expect.objectContaining({
        kubernetes: expect.objectContaining({
          allowedNetworks: ['10.2.0.0/16', '10.3.0.0/16'],
          interactive: false,
          tolerations: [{ key: 'gpu', effect: 'NoSchedule' }],
        }),
      }),
    );
  });
});
