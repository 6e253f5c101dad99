import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import type { Secret } from '@pagoda/plugin-pagoda-common';
import { FakePagoda, renderPage } from '../../testing';
import { SecretsPanel } from './SecretsPanel';

function buildSecret(overrides: Partial<Secret> = {}): Secret {
  return {
    project: 'demo',
    name: 'tracker',
    type: 'Opaque',
    keys: ['token'],
    createdAt: '2026-01-01T00:00:00.000Z',
    updatedAt: '2026-01-01T00:00:00.000Z',
    updatedBy: 'user:default/researcher',
    ...overrides,
  };
}

function buildFake(secrets: Secret[]) {
  return new FakePagoda()
    .on('GET', '/projects/{project}/secrets', () => ({ items: secrets }))
    .on('PUT', '/projects/{project}/secrets/{secret}', ({ params }) => {
      const stored = buildSecret({ name: params.secret });
      secrets.push(stored);
      return stored;
    })
    .on('DELETE', '/projects/{project}/secrets/{secret}', ({ params }) => {
      const at = secrets.findIndex(({ name }) => name === params.secret);
      secrets.splice(at, 1);
      return new Response(null, { status: 204 });
    });
}

describe('SecretsPanel', () => {
  it('sets a secret and deletes one', async () => {
    const fake = buildFake([
      buildSecret({
        ...{ name: 'images', type: 'Registry', registry: 'ghcr.io' },
        keys: ['.dockerconfigjson'],
      }),
    ]);
    await renderPage(<SecretsPanel project="demo" />, fake);
    const table = await screen.findByRole('grid', { name: 'Secrets' });
    expect(table).toHaveTextContent('login to ghcr.io');

    await userEvent.click(screen.getByRole('button', { name: 'New secret' }));
    const dialog = await screen.findByRole('dialog');
    const field = (name: RegExp) =>
      within(dialog).getByLabelText(name, { selector: 'input' });
    await userEvent.type(field(/^Name/), 'tracker');
    await userEvent.type(field(/^Key/), 'token');
    const create = within(dialog).getByRole('button', { name: 'Create' });
    expect(create).toBeDisabled();
    await userEvent.type(field(/^Value/), 'hunter2');
    await userEvent.click(create);
    expect(
      await screen.findByRole('button', { name: 'Replace tracker' }),
    ).toBeInTheDocument();
    expect(fake.requests.find(({ method }) => method === 'PUT')).toMatchObject({
      path: '/projects/demo/secrets/tracker',
      body: { data: { token: 'hunter2' } },
    });

    await userEvent.click(
      screen.getByRole('button', { name: 'Delete tracker' }),
    );
    await userEvent.click(
      await screen.findByRole('button', { name: 'Delete secret' }),
    );
    await waitFor(() =>
      expect(
        screen.queryByRole('button', { name: 'Replace tracker' }),
      ).not.toBeInTheDocument(),
    );
  });

  it('asks for all of a secret that is replaced, and offers nothing to viewers', async () => {
    const fake = buildFake([buildSecret({ keys: ['token', 'user'] })]);
    const { unmount } = await renderPage(<SecretsPanel project="demo" />, fake);
    await userEvent.click(
      await screen.findByRole('button', { name: 'Replace tracker' }),
    );
    const dialog = await screen.findByRole('dialog');
    expect(dialog).toHaveTextContent('all of it has to be entered again');
    expect(
      within(dialog)
        .getAllByLabelText(/^Key/)
        .map(input => (input as HTMLInputElement).value),
    ).toEqual(['token', 'user']);
    unmount();

    const seen = buildFake([buildSecret()]);
    seen.whoami.projects[0].role = 'viewer';
    await renderPage(<SecretsPanel project="demo" />, seen);
    await screen.findByRole('grid', { name: 'Secrets' });
    await waitFor(() =>
      expect(screen.queryByRole('button')).not.toBeInTheDocument(),
    );
  });
});
