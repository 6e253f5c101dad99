import { screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import type {
  Monitoring,
  MonitoringInstallResult,
} from '@pagoda/plugin-pagoda-common';
import { FakePagoda, fakeError, renderPage } from '../../testing';
import { MonitoringPage } from './MonitoringPage';

jest.setTimeout(30_000);

const MONITORING: Monitoring = {
  connections: [
    {
      ...{ kind: 'elasticsearch', title: 'Elasticsearch' },
      ...{ configured: false, advice: 'Set pagoda.monitoring.elasticsearch.' },
    },
    {
      ...{ kind: 'grafana', title: 'Grafana', configured: true, advice: '' },
      ...{ healthy: true, version: '13.3.0', message: 'It answers.' },
    },
    {
      ...{ kind: 'kibana', title: 'Kibana', configured: true, advice: '' },
      ...{ healthy: false, message: 'Kibana was not reached' },
    },
  ],
  objects: [
    {
      ...{ target: 'grafana', id: 'pagoda-run', title: 'PAGoDA / Run' },
      ...{ state: 'Changed', message: 'Somebody has changed it.' },
    },
  ],
};

function serve(administrator = true) {
  const fake = new FakePagoda()
    .on('GET', '/monitoring', () => MONITORING)
    .on('POST', '/monitoring:install', ({ body }): MonitoringInstallResult => {
      const { dryRun, overwrite } = body as {
        dryRun: boolean;
        overwrite: boolean;
      };
      return {
        dryRun,
        items: [
          {
            ...{ target: 'grafana', id: 'pagoda-run', title: 'PAGoDA / Run' },
            action: overwrite ? 'Updated' : 'Kept',
            message: 'Somebody has changed it.',
          },
        ],
      };
    });
  fake.whoami = { ...fake.whoami, administrator };
  return fake;
}

describe('MonitoringPage', () => {
  it('shows how each connection is, and how what is missing is connected', async () => {
    await renderPage(<MonitoringPage />, serve());
    const part = async (name: string) => screen.findByRole('region', { name });
    expect(await part('Elasticsearch')).toHaveTextContent(
      /Not connected.*pagoda\.monitoring\.elasticsearch/,
    );
    expect(await part('Grafana')).toHaveTextContent(/Connected.*13\.3\.0/);
    expect(await part('Kibana')).toHaveTextContent(
      /Not well.*Kibana was not reached/,
    );
    expect(
      within(await part('Dashboards')).getByText('Changed by hand'),
    ).toBeInTheDocument();
  });

  it('says before it installs what that does, and overwrites only when told to', async () => {
    const fake = serve();
    await renderPage(<MonitoringPage />, fake);
    await userEvent.click(
      await screen.findByRole('button', { name: 'Install…' }),
    );
    const dialog = await screen.findByRole('dialog');
    await within(dialog).findByText(/1 changed by hand, and kept/);
    await userEvent.click(within(dialog).getByRole('checkbox'));
    await within(dialog).findByText('1 to be updated');
    await userEvent.click(
      within(dialog).getByRole('button', { name: 'Install and overwrite' }),
    );
    await within(dialog).findByText('1 updated');
    expect(
      fake.sent('POST', '/monitoring:install').map(({ body }) => body),
    ).toEqual([
      { dryRun: true, overwrite: false },
      { dryRun: true, overwrite: true },
      { dryRun: false, overwrite: true },
    ]);
  });

  it('is for administrators', async () => {
    const fake = serve(false);
    await renderPage(<MonitoringPage />, fake);
    await screen.findByText('For administrators');
    expect(fake.sent('GET', '/monitoring')).toEqual([]);
  });

  it('says what went wrong', async () => {
    const fake = serve().on('GET', '/monitoring', () =>
      fakeError(503, 'Down', 'The database is away'),
    );
    await renderPage(<MonitoringPage />, fake);
    expect(await screen.findByText(/The database is away/)).toBeInTheDocument();
  });
});
