import { screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import type { Leak } from '@pagoda/plugin-pagoda-common';
import { FakePagoda, renderPage } from '../../testing';
import { Leaks } from './Leaks';

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

describe('Leaks', () => {
  it('deletes what was chosen, after naming it', async () => {
    let items = [buildLeak('one'), buildLeak('two')];
    const fake = new FakePagoda()
      .on('GET', '/fleet/leaks', () => ({ items, unreadable: [] }))
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
    expect(dialog).toHaveTextContent('Job pagoda-demo/two');
    await userEvent.click(
      within(dialog).getByRole('button', { name: 'Delete them' }),
    );
    expect(
      await screen.findByText(/waits for its finalizers: a\/b/),
    ).toBeInTheDocument();
    await screen.findByRole('row', { name: /one/ });
    expect(screen.queryByRole('row', { name: /two/ })).not.toBeInTheDocument();
  });

  it('tells a cluster without leaks from one that does not answer', async () => {
    const fake = new FakePagoda().on('GET', '/fleet/leaks', () => ({
      items: [],
      unreadable: [{ cluster: 'lab', message: 'no answer' }],
    }));
    const { unmount } = await renderPage(<Leaks cluster="lab" />, fake);
    expect(await screen.findByRole('alert')).toHaveTextContent('no answer');
    expect(
      screen.queryByText('Nothing was left behind'),
    ).not.toBeInTheDocument();
    unmount();
    fake.on('GET', '/fleet/leaks', () => ({ items: [], unreadable: [] }));
    await renderPage(<Leaks cluster="lab" />, fake);
    await screen.findByText('Nothing was left behind');
  });
});
