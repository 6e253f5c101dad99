import { screen, within } from '@testing-library/react';
import {
  buildExperiment,
  buildRun,
  FakePagoda,
  renderPage,
  serveRuns,
} from '../../testing';
import { HomePage } from './HomePage';

function buildFake() {
  const fake = new FakePagoda();
  const item = (used: number, quota?: number) =>
    quota === undefined ? { used } : { used, quota, left: quota - used };
  fake
    .on('GET', '/projects/{project}/usage', ({ params }) => ({
      project: params.project,
      concurrentRuns: item(2, 4),
      cpu: item(28, 32),
      memory: item(2 ** 30, 4 * 2 ** 30),
      gpu: item(0),
      storage: item(512),
      queuedRuns: 3,
    }))
    .on('GET', '/experiments', () => ({
      items: [buildExperiment()],
      pageInfo: {},
    }));
  return fake;
}

describe('HomePage', () => {
  it('shows what runs, what needs attention with its cause, and the quota; and follows', async () => {
    const fake = buildFake();
    const running = buildRun({
      number: 1,
      status: { phase: 'Running', finishedAt: null },
    });
    const failedPoint = (number: number) =>
      buildRun({
        number,
        sweep: '01993f2e-0000-7000-9000-000000000001',
        status: {
          phase: 'Failed',
          explanation: {
            code: 'OutOfMemory',
            summary: 'Used all of its 512 MiB.',
            advice: '',
            evidence: [],
          },
        },
      });
    const waiting = buildRun({
      number: 4,
      status: { phase: 'Queued', startedAt: null, finishedAt: null },
    });
    const others = buildRun({
      number: 5,
      owner: 'user:default/somebody',
      status: { phase: 'Running', finishedAt: null },
    });
    serveRuns(fake, {
      runs: [running, failedPoint(2), failedPoint(3), waiting, others],
    });
    await renderPage(<HomePage />, fake);

    const runs = await screen.findByRole('region', { name: 'Running (1)' });
    expect(within(runs).getByText('montecarlo-pi #1')).toBeInTheDocument();
    const needs = screen.getByRole('region', { name: 'Needs you' });
    expect(needs).toHaveTextContent('montecarlo-pi sweep, 2 failed');
    expect(needs).toHaveTextContent('Used all of its 512 MiB.');
    expect(needs).toHaveTextContent('montecarlo-pi #4');
    const quota = screen.getByRole('region', { name: "My projects' quota" });
    const cpu = await within(quota).findByRole('meter', { name: 'CPU' });
    expect(cpu).toHaveAttribute('aria-valuetext', '28 of 32');
    expect(quota).toHaveTextContent('1 GiB of 4 GiB');
    expect(quota).toHaveTextContent('3 runs wait');

    fake.emit({
      id: running.id,
      project: 'demo',
      phase: 'Failed',
      deleted: false,
      run: { ...running, status: { ...running.status, phase: 'Failed' } },
    });
    expect(
      await screen.findByRole('region', { name: 'Running (0)' }),
    ).toHaveTextContent('Nothing runs at this moment.');
    expect(needs).toHaveTextContent('montecarlo-pi #1');
  });

  it('leads somebody new to the first run', async () => {
    const fake = buildFake();
    serveRuns(fake);
    await renderPage(<HomePage />, fake);

    expect(
      await screen.findByRole('link', {
        name: 'Try Monte-Carlo estimate of π',
      }),
    ).toHaveAttribute('href', '/experiments/demo/montecarlo-pi/start');
    expect(
      screen.queryByRole('region', { name: /Running/ }),
    ).not.toBeInTheDocument();
  });
});
