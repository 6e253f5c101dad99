import { screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import type { ProjectNamespace } from '@pagoda/plugin-pagoda-common';
import { buildProject, FakePagoda, renderPage, serveRuns } from '../../testing';
import { Route, Routes } from '../../routing';
import { ProjectPage } from './ProjectPage';

const NAMESPACE: ProjectNamespace = {
  ...{ cluster: 'lab', project: 'demo', namespace: 'pagoda-demo' },
  ...{ phase: 'Terminating', projectDeleted: true },
  message: 'The namespace is being removed, and waits.',
  since: '2026-01-01T00:00:00.000Z',
  waitingFor: [{ message: 'configmaps stuck waits for its finalizer a/b' }],
};

function buildFake() {
  const item = { used: 0 };
  const fake = new FakePagoda()
    .on('GET', '/projects/{project}', () => buildProject({ name: 'demo' }))
    .on('GET', '/projects/{project}/usage', () => ({
      ...{ project: 'demo', concurrentRuns: item, cpu: item, memory: item },
      ...{ gpu: item, storage: item, queuedRuns: 0 },
    }))
    .on('GET', '/projects/{project}/members', () => ({ items: [] }))
    .on('GET', '/projects/{project}/secrets', () => ({ items: [] }))
    .on('GET', '/projects/{project}/namespaces', () => ({ items: [] }));
  serveRuns(fake);
  return fake;
}

const PAGE = (
  <Routes>
    <Route path="/projects/:project" element={<ProjectPage />} />
  </Routes>
);

describe('ProjectPage', () => {
  it('deletes the project, and says what the removal waits for', async () => {
    let left = [NAMESPACE];
    const fake = buildFake()
      .on('DELETE', '/projects/{project}', () =>
        Response.json({ items: left }, { status: 202 }),
      )
      .on('GET', '/clusters/{cluster}/namespaces', () => ({ items: left }));
    fake.whoami.administrator = true;
    await renderPage(PAGE, fake, { at: '/projects/demo' });
    await userEvent.click(
      await screen.findByRole('button', { name: 'Delete' }),
    );
    const dialog = await screen.findByRole('dialog');
    await userEvent.type(within(dialog).getByRole('textbox'), 'demo');
    await userEvent.click(
      within(dialog).getByRole('button', { name: 'Delete project' }),
    );
    expect(
      await screen.findByText('configmaps stuck waits for its finalizer a/b'),
    ).toBeInTheDocument();
    left = [];
    expect(
      await screen.findByText('Nothing is left of it', {}, { timeout: 5_000 }),
    ).toBeInTheDocument();
  });

  it('offers nobody else to delete it', async () => {
    await renderPage(PAGE, buildFake(), { at: '/projects/demo' });
    await screen.findByRole('region', { name: 'Kubernetes' });
    expect(
      screen.queryByRole('button', { name: 'Delete' }),
    ).not.toBeInTheDocument();
  });
});
