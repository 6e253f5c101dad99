import { screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import type { Leak, LeakReport } from '@pagoda/plugin-pagoda-common';
import { FakePagoda, renderPage } from '../../testing';
import { Leaks } from './Leaks';

const SEEN = '2026-01-02T00:00:00Z';

function buildLeak(name: string, overrides: Partial<Leak> = {}): Leak {
  return {
    id: `lab/Job/pagoda-demo/${name}/uid`,
    ...{ cluster: 'lab', kind: 'Job', namespace: 'pagoda-demo', name },
    reason: 'There is no run r1.',
    createdAt: '2026-01-01T00:00:00Z',
    finalizers: [],
    ...overrides,
  };
}

function buildReport(overrides: Partial<LeakReport> = {}): LeakReport {
  const items = overrides.items ?? [];
  return {
    items,
    missing: [],
    looks: [
      { cluster: 'lab', leaks: items.length, missing: 0, lookedAt: SEEN },
    ],
    ...overrides,
  };
}

describe('Leaks', () => {
  it('deletes what was chosen, after naming it', async () => {
    let items = [buildLeak('one'), buildLeak('two')];
    const fake = new FakePagoda()
      .on('GET', '/fleet/leaks', () => buildReport({ items }))
      .on('POST', '/fleet/leaks:clean', ({ body }) => {
        const { ids } = body as { ids: string[] };
        items = items.filter(({ id }) => !ids.includes(id));
        return {
          items: ids.map(id => ({
            ...{ id, deleted: true },
            message: 'It is being deleted, and waits for its finalizers: a/b',
          })),
        };
      });
    await renderPage(<Leaks cluster="lab" />, fake);
    const row = await screen.findByRole('row', { name: /two/ });
    const clean = screen.getByRole('button', { name: 'Clean up' });
    expect(clean).toBeDisabled();
    await userEvent.click(within(row).getByRole('checkbox'));
    await userEvent.click(clean);
    const dialog = await screen.findByRole('dialog');
    expect(within(dialog).getAllByRole('listitem')).toHaveLength(1);
    expect(dialog).toHaveTextContent('Job pagoda-demo/two (lab)');
    await userEvent.click(
      within(dialog).getByRole('button', { name: 'Delete them' }),
    );
    expect(
      await screen.findByText(/waits for its finalizers: a\/b/),
    ).toBeInTheDocument();
    await screen.findByRole('row', { name: /one/ });
    expect(screen.queryByRole('row', { name: /two/ })).not.toBeInTheDocument();
  });

  it('tells a clean cluster from one that does not answer, and from one that nobody has looked at', async () => {
    const fake = new FakePagoda().on('GET', '/fleet/leaks', () =>
      buildReport({
        looks: [{ cluster: 'lab', leaks: 0, missing: 0, message: 'no answer' }],
      }),
    );
    const { unmount } = await renderPage(<Leaks cluster="lab" />, fake);
    expect(await screen.findByRole('alert')).toHaveTextContent('no answer');
    expect(
      screen.queryByText('Nothing was left behind'),
    ).not.toBeInTheDocument();
    unmount();
    fake
      .on('GET', '/fleet/leaks', () =>
        buildReport({ looks: [{ cluster: 'lab', leaks: 0, missing: 0 }] }),
      )
      .on('POST', '/fleet/leaks:look', () => buildReport());
    await renderPage(<Leaks cluster="lab" />, fake);
    await screen.findByText(/was not looked at yet/);
    expect(
      screen.queryByText('Nothing was left behind'),
    ).not.toBeInTheDocument();
    await userEvent.click(screen.getByRole('button', { name: 'Look now' }));
    await screen.findByText('Nothing was left behind');
    expect(fake.sent('POST', '/fleet/leaks:look')[0].body).toEqual({
      cluster: 'lab',
    });
  });

  it('names what is gone from all places', async () => {
    const fake = new FakePagoda().on('GET', '/fleet/leaks', () =>
      buildReport({
        items: [
          buildLeak('pagoda-demo-data', {
            ...{ id: 'cloud:campus/Volume/v1', cluster: undefined },
            ...{ cloud: 'campus', kind: 'Volume', detail: '10 GiB, available' },
          }),
        ],
        missing: [
          {
            ...{ id: 'm', cloud: 'campus', owner: 'volume', name: 'old' },
            ...{
              kind: 'Volume',
              reason: 'The volume old is gone from campus.',
            },
          },
        ],
        looks: [{ cloud: 'campus', leaks: 7, missing: 1, lookedAt: SEEN }],
      }),
    );
    await renderPage(<Leaks />, fake);
    expect(await screen.findByRole('alert')).toHaveTextContent(
      'The volume old is gone from campus.',
    );
    expect(
      screen.getByRole('row', { name: /pagoda-demo-data/ }),
    ).toHaveTextContent(/Cloud campus.*10 GiB, available/);
    expect(
      screen.getByText(/7 leaks, of which 1 are listed/),
    ).toBeInTheDocument();
  });
});
