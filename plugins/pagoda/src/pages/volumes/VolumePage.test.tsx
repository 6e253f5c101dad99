import { configure, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import type { Volume, VolumeSnapshot } from '@pagoda/plugin-pagoda-common';
import { Route, Routes } from '../../routing';
import {
  buildCloudVolume,
  buildCluster,
  buildOffers,
  fakeError,
  FakePagoda,
  renderPage,
} from '../../testing';
import { VolumePage } from './VolumePage';

jest.setTimeout(60_000);
configure({ asyncUtilTimeout: 5_000 });

const AT = '2026-01-01T00:00:00Z';
const VOLUME = '/projects/{project}/volumes/{volume}';

function snapshot(name: string, more: Partial<VolumeSnapshot> = {}) {
  return {
    ...{ project: 'demo', volume: 'data', name, description: '' },
    ...{ owner: 'user:default/researcher', phase: 'Available' },
    ...{ sizeBytes: 10 * 2 ** 30, conditions: [], createdAt: AT },
    ...more,
  };
}

function condition(type: string, status: string, reason: string, text: string) {
  return { type, status, reason, message: text, lastTransitionTime: AT };
}

function buildFake(volume: Volume = buildCloudVolume()) {
  const fake = new FakePagoda()
    .on('GET', VOLUME, () => volume)
    .on('PATCH', VOLUME, ({ body }) => {
      const { size, cluster, ...rest } = body as Record<string, string | null>;
      return {
        ...{ ...volume, ...rest },
        ...(size && { spec: { size } }),
        ...(cluster && { cluster }),
      };
    })
    .on('GET', `${VOLUME}/files`, () => ({ items: [] }))
    .on('GET', `${VOLUME}/snapshots`, () => ({
      items: [snapshot('second'), snapshot('first')],
      pageInfo: {},
    }))
    .on('POST', `${VOLUME}/snapshots`, () => snapshot('third'))
    .on('GET', '/clouds/{cloud}/offers', () => buildOffers())
    .on('GET', '/clusters', () => ({
      items: [
        buildCluster(),
        buildCluster({ name: 'lab', title: 'lab', engine: 'kubernetes' }),
      ],
      pageInfo: {},
    }))
    .on('POST', '/projects/{project}/volumes:preflight', () => ({
      ...{ fits: true, items: [], problems: [] },
    }));
  fake.whoami = {
    ...fake.whoami,
    projects: [
      { name: 'demo', title: 'Demonstration', role: 'owner' },
      { name: 'vision', title: 'Vision', role: 'researcher' },
      { name: 'secret', title: 'Secret', role: 'viewer' },
    ],
  };
  return fake;
}

function show(fake: FakePagoda) {
  return renderPage(
    <Routes>
      <Route path="/volumes/:project/:volume" element={<VolumePage />} />
    </Routes>,
    fake,
    { at: '/volumes/demo/data' },
  );
}

async function act(name: string) {
  await userEvent.click(
    await screen.findByRole('button', { name: 'More actions' }),
  );
  await userEvent.click(await screen.findByRole('menuitem', { name }));
  return within(await screen.findByRole('dialog'));
}

async function press(dialog: ReturnType<typeof within>, name: string) {
  await userEvent.click(dialog.getByRole('button', { name }));
  await waitFor(() =>
    expect(screen.queryByRole('dialog')).not.toBeInTheDocument(),
  );
}

describe('the page of a volume in a cloud', () => {
  it('shows where it is, why it is so, what it costs, and that its files cannot be seen', async () => {
    show(
      buildFake(
        buildCloudVolume({
          cost: { perDay: 0.5, currency: 'EUR' },
          source: { volume: 'raw', snapshot: 'old' },
          links: [{ title: 'Dashboard', url: 'https://campus.test/4f1c' }],
          status: {
            ...buildCloudVolume().status,
            attachments: [{ server: 'a1', name: 'w1', device: '/dev/vdb' }],
            conditions: [
              condition('Ready', 'True', 'QuotaExceeded', 'Short of 20 GiB.'),
            ] as Volume['status']['conditions'],
          },
        }),
      ),
    );
    const facts = await screen.findByRole('region', { name: 'In the cloud' });
    for (const text of ['campus', 'fast', 'nova', '4f1c', '0.50 EUR']) {
      expect(within(facts).getByText(text)).toBeVisible();
    }
    expect(facts).toHaveTextContent('w1 as /dev/vdb');
    expect(facts).toHaveTextContent('raw, as of old');
    expect(
      within(facts).getByRole('link', { name: /Dashboard/ }),
    ).toHaveAttribute('href', 'https://campus.test/4f1c');
    expect(screen.getByText('Short of 20 GiB.')).toBeVisible();
    expect(screen.getByText('Its files cannot be seen now')).toBeVisible();
  });

  it('takes snapshots, sets it back to the newest, and makes volumes from any', async () => {
    const fake = buildFake()
      .on('POST', `${VOLUME}:restore`, () => buildCloudVolume())
      .on('POST', `${VOLUME}:clone`, () => buildCloudVolume({ name: 'copy' }));
    show(fake);
    await userEvent.click(
      await screen.findByRole('button', { name: 'Take one…' }),
    );
    let dialog = within(await screen.findByRole('dialog'));
    await userEvent.type(
      dialog.getByLabelText(/^Name/, { selector: 'input' }),
      'third',
    );
    await press(dialog, 'Take it');
    expect(fake.sent('POST', `${VOLUME}/snapshots`)[0].body).toEqual({
      name: 'third',
    });

    await userEvent.click(
      await screen.findByRole('button', { name: 'Restore: second' }),
    );
    // The cloud cannot go back to an older one.
    expect(
      screen.queryByRole('button', { name: 'Restore: first' }),
    ).not.toBeInTheDocument();
    dialog = within(await screen.findByRole('dialog'));
    expect(dialog.getByRole('button', { name: 'Restore' })).toBeDisabled();
    await userEvent.type(dialog.getByLabelText(/Type data/), 'data');
    await press(dialog, 'Restore');
    expect(fake.sent('POST', `${VOLUME}:restore`)[0].body).toEqual({
      snapshot: 'second',
    });

    await userEvent.click(
      await screen.findByRole('button', { name: 'New volume: first' }),
    );
    dialog = within(await screen.findByRole('dialog'));
    await userEvent.type(
      dialog.getByLabelText(/^Name/, { selector: 'input' }),
      'copy',
    );
    await dialog.findByText('Fits');
    await press(dialog, 'Create');
    expect(fake.sent('POST', `${VOLUME}:clone`)[0].body).toEqual({
      ...{ name: 'copy', size: '10Gi', snapshot: 'first', volumeType: 'fast' },
    });
  });

  it('is resized, bound to a cluster that can mount it, and protected', async () => {
    const fake = buildFake();
    show(fake);
    let dialog = await act('Resize…');
    const size = dialog.getByLabelText(/^Size/, { selector: 'input' });
    expect(dialog.getByRole('button', { name: 'Resize' })).toBeDisabled();
    await userEvent.clear(size);
    await userEvent.type(size, '20Gi');
    expect(await dialog.findByText('Fits')).toBeVisible();
    expect(
      fake.sent('POST', '/projects/{project}/volumes:preflight').at(-1)?.body,
    ).toEqual({
      items: [{ cloud: 'campus', size: '20Gi', volume: 'data' }],
    });
    await press(dialog, 'Resize');

    dialog = await act('Bind…');
    await userEvent.click(
      await dialog.findByRole('button', { name: /Cluster/ }),
    );
    expect(await screen.findAllByRole('option')).toHaveLength(1);
    await userEvent.click(screen.getByRole('option', { name: /lab/ }));
    await press(dialog, 'Bind');

    dialog = await act('Unbind…');
    await press(dialog, 'Unbind');
    await userEvent.click(
      screen.getByRole('switch', { name: 'Protected from deletion' }),
    );
    await waitFor(() => expect(fake.sent('PATCH', VOLUME)).toHaveLength(4));
    expect(fake.sent('PATCH', VOLUME).map(({ body }) => body)).toEqual([
      { size: '20Gi' },
      { cluster: 'lab' },
      { cluster: null },
      { deletionProtection: true },
    ]);
  });

  it('is transferred, and deleted when its name was typed; refusals are shown', async () => {
    const fake = buildFake()
      .on('POST', `${VOLUME}:transfer`, () =>
        fakeError(409, 'VolumeBusy', 'A run mounts it'),
      )
      .on('DELETE', VOLUME, () => new Response(undefined, { status: 204 }));
    show(fake);
    let dialog = await act('Transfer…');
    await userEvent.click(
      await dialog.findByRole('button', { name: /To project/ }),
    );
    // Not the one it is in, nor where one may only look.
    expect(await screen.findAllByRole('option')).toHaveLength(1);
    await userEvent.click(screen.getByRole('option', { name: /Vision/ }));
    await userEvent.click(dialog.getByRole('button', { name: 'Transfer' }));
    expect(await dialog.findByText('A run mounts it')).toBeVisible();
    await userEvent.keyboard('{Escape}');

    dialog = await act('Delete…');
    await userEvent.type(dialog.getByLabelText(/Type data/), 'data');
    fake.on('GET', VOLUME, () =>
      buildCloudVolume({
        status: { ...buildCloudVolume().status, phase: 'Deleting' },
      }),
    );
    await press(dialog, 'Delete volume');
    expect(await screen.findByText(/demo · Deleting/)).toBeVisible();
    expect(
      screen.queryByRole('button', { name: 'More actions' }),
    ).not.toBeInTheDocument();
    expect(fake.sent('POST', `${VOLUME}:transfer`)[0].body).toEqual({
      project: 'vision',
    });
  });

  it('offers viewers nothing to change, and says why nothing can be shown', async () => {
    const fake = buildFake();
    fake.whoami = {
      ...fake.whoami,
      projects: [{ name: 'demo', title: 'Demonstration', role: 'viewer' }],
    };
    fake.on('GET', `${VOLUME}/snapshots`, () =>
      fakeError(502, 'FilesUnreachable', 'The cloud does not answer'),
    );
    show(fake);
    await screen.findByText('The cloud does not answer');
    expect(
      screen.queryByRole('button', { name: 'More actions' }),
    ).not.toBeInTheDocument();
    expect(
      screen.queryByRole('button', { name: 'Take one…' }),
    ).not.toBeInTheDocument();
    expect(
      screen.getByRole('switch', { name: 'Protected from deletion' }),
    ).toBeDisabled();
  });
});
