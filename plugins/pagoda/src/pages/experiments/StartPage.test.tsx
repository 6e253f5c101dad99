import { screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { Route, Routes } from '../../routing';
import {
  buildCluster,
  buildExperiment,
  FakePagoda,
  fakeError,
  renderPage,
} from '../../testing';
import { StartPage } from './StartPage';

describe('StartPage', () => {
  it('says what the experiment needs of the cluster before it is started, and starts it there', async () => {
    const fake = new FakePagoda()
      .on('GET', '/projects/{project}/experiments/{experiment}', () =>
        buildExperiment(),
      )
      .on('GET', '/clusters', () => ({
        items: [
          buildCluster(),
          buildCluster({
            ...{ name: 'lab', title: 'Laboratory', engine: 'kubernetes' },
            allocated: { cpu: 2.5, memoryBytes: 2 ** 30, gpu: 1 },
            capacity: { cpu: 8, memoryBytes: 2 ** 34, gpu: 2 },
          }),
        ],
        pageInfo: {},
      }))
      .on('POST', '/projects/{project}/runs:validate', ({ body }) =>
        (body as { cluster?: string }).cluster === 'lab'
          ? { fits: true, waits: false, shortBy: [], run: {} }
          : fakeError(400, 'InvalidInput', 'services are for Kubernetes', {
              field: 'spec.services',
              advice: 'Choose a Kubernetes cluster.',
            }),
      )
      .on('POST', '/projects/{project}/runs', () =>
        fakeError(409, 'QuotaExceeded', 'Nothing is left', {
          field: 'resources.cpu',
        }),
      );
    await renderPage(
      <Routes>
        <Route
          path="/experiments/:project/:experiment/start"
          element={<StartPage />}
        />
      </Routes>,
      fake,
      { at: '/experiments/demo/montecarlo-pi/start' },
    );
    const refused = await screen.findByText('It would be refused');
    expect(refused.closest('[role="alert"]')).toHaveTextContent(
      'services are for Kubernetes',
    );

    await userEvent.click(screen.getByRole('button', { name: /Cluster/ }));
    await userEvent.click(
      await screen.findByRole('option', { name: /Laboratory/ }),
    );
    expect(
      screen.getByText('Kubernetes · 5.5 of 8 cores, 15 GiB, 1 of 2 GPUs free'),
    ).toBeInTheDocument();
    await screen.findByText('Fits and can start now');
    expect(screen.queryByText('It would be refused')).toBeNull();

    await userEvent.click(screen.getByRole('button', { name: 'Start run' }));
    // At its field, and at the button.
    await waitFor(() =>
      expect(screen.getAllByText(/Nothing is left/).length).toBeGreaterThan(0),
    );
    expect(fake.sent('POST', '/projects/{project}/runs')[0].body).toMatchObject(
      {
        ...{ experiment: 'montecarlo-pi', revision: 3, cluster: 'lab' },
        parameters: { samples: 200000 },
      },
    );
  });
});
