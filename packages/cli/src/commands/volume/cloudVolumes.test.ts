import type { IncomingMessage } from 'node:http';
import { createProgram } from '../../program';
import {
  createTestContext,
  type TestContext,
} from '../../testing/createTestContext';
import {
  answer,
  startServer,
  type TestServer,
} from '../../testing/startServer';
import { bindVolume, unbindVolume } from './changeVolume';
import { createVolume } from './createVolume';
import { deleteVolume } from './deleteVolume';
import { getVolume } from './getVolume';
import { cloneVolume, restoreVolume, transferVolume } from './moveVolume';
import { preflightVolumes } from './preflightVolumes';
import { createVolumeSnapshot } from './volumeSnapshots';

const BASE = '/projects/demo/volumes';
const TIME = '2026-01-01T00:00:00Z';

function condition(type: string, status: string, reason: string, text: string) {
  return { type, status, reason, message: text, lastTransitionTime: TIME };
}

function volumeIn(phase: string, conditions: object[] = [], more: object = {}) {
  return {
    ...{ project: 'demo', name: 'data', description: '', provider: 'cinder' },
    ...{ cloud: 'campus', volumeType: 'fast', zone: 'nova' },
    ...{ owner: 'user:default/ada', createdAt: TIME, generation: 1 },
    ...{ externalId: '4f1c', deletionProtection: true },
    spec: { size: '100Gi' },
    cost: { perDay: 0.2, currency: 'EUR' },
    status: {
      ...{ phase, conditions, usedBytes: 0, files: 0, mountedBy: [] },
      ...{ capacityBytes: 100 * 1024 ** 3, observedGeneration: 1 },
      attachments: [{ server: 'a1b2', name: 'worker-1', device: '/dev/vdb' }],
    },
    ...more,
  };
}

function snapshotIn(phase: string) {
  return {
    ...{ project: 'demo', volume: 'data', name: 'first', description: '' },
    ...{ owner: 'user:default/ada', phase, sizeBytes: 1024 ** 3 },
    ...{ conditions: [], createdAt: TIME },
  };
}

async function bodyOf(req: IncomingMessage): Promise<unknown> {
  let text = '';
  for await (const part of req) {
    text += part;
  }
  return text === '' ? undefined : JSON.parse(text);
}

describe('volumes in clouds', () => {
  let server: TestServer;
  let test: TestContext;
  /** Answers to GETs, one after the other; `undefined` is 404. */
  let looks: (object | undefined)[];
  /** Answer to what is not a GET. */
  let reply: object | undefined;
  const bodies: unknown[] = [];
  const said: string[] = [];

  beforeEach(async () => {
    bodies.length = 0;
    said.length = 0;
    looks = [];
    reply = volumeIn('Pending');
    for (const stream of [process.stdout, process.stderr]) {
      jest.spyOn(stream, 'write').mockImplementation(text => {
        said.push(String(text));
        return true;
      });
    }
    server = await startServer(async (req, res) => {
      if (req.method !== 'GET') {
        bodies.push(await bodyOf(req));
      }
      const found = req.method === 'GET' ? looks.shift() : reply;
      if (req.method === 'DELETE') {
        res.writeHead(204).end();
      } else if (found) {
        answer(res, 200, found);
      } else {
        answer(res, 404, {
          error: { code: 'VolumeNotFound', message: 'No such volume' },
        });
      }
    });
    test = await createTestContext(server.url, { project: 'demo' });
  });

  afterEach(async () => {
    jest.restoreAllMocks();
    await server.close();
    await test.remove();
  });

  const paths = () =>
    server.requests.map(line => line.replace('/api/pagoda/v1', ''));

  it('are made, and waited for, telling of each change', async () => {
    looks = [
      volumeIn('Pending', [condition('Ready', 'False', 'Creating', 'Is made')]),
      volumeIn('Available'),
    ];
    await createVolume(
      test.context,
      {
        ...{ size: '100Gi', cloud: 'campus', type: 'fast', zone: 'nova' },
        ...{ cluster: 'lab', protect: true, wait: true },
      },
      'data',
    );
    expect(bodies).toEqual([
      {
        ...{ name: 'data', size: '100Gi', cluster: 'lab', cloud: 'campus' },
        ...{ volumeType: 'fast', zone: 'nova', deletionProtection: true },
      },
    ]);
    const text = said.join('');
    expect(text).toContain('Pending. Is made\nAvailable\n');
    expect(text).toContain('in cloud campus (type fast, zone nova, 4f1c)');
    expect(text).toContain('attached to worker-1 (a1b2) as /dev/vdb');
    expect(text).toContain('  protected from deletion');
    expect(text).toContain('about 0.20 EUR a day');
  });

  it('take from their source what is not said', async () => {
    looks = [volumeIn('Available')];
    await createVolume(test.context, { from: 'data@first' }, 'copy');
    expect(bodies).toEqual([
      {
        ...{ name: 'copy', size: '100Gi', cloud: 'campus' },
        source: { volume: 'data', snapshot: 'first' },
      },
    ]);
    await expect(
      createVolume(test.context, { from: 'data@' }, 'copy'),
    ).rejects.toMatchObject({
      exitCode: 2,
      message: "--from takes VOLUME or VOLUME@SNAPSHOT, not 'data@'",
    });
    await expect(createVolume(test.context, {}, 'copy')).rejects.toMatchObject({
      exitCode: 2,
      message: expect.stringContaining('--size'),
    });
  });

  it('say why they are as they are', async () => {
    const short = condition('Ready', 'False', 'QuotaExceeded', 'Short of 20Gi');
    looks = [
      volumeIn('Pending', [short]),
      volumeIn('Pending', [short]),
      volumeIn('Available', [], { source: { volume: 'raw', snapshot: 's' } }),
    ];
    await getVolume(test.context, {}, 'data', undefined);
    expect(said.join('')).toContain('Ready: Short of 20Gi');
    expect(said.join('')).toContain('on no cluster');
    await expect(
      bindVolume(test.context, { wait: true }, 'data', 'lab'),
    ).rejects.toMatchObject({
      exitCode: 5,
      message: 'Volume data has failed: Pending. Short of 20Gi',
      advice: 'pagoda volume get data --project demo',
    });
    await unbindVolume(test.context, {}, 'data');
    expect(bodies).toEqual([{ cluster: 'lab' }, { cluster: null }]);
    await getVolume(test.context, {}, 'data', undefined);
    expect(said.join('')).toContain('made from raw@s');
  });

  it('are set back, cloned, given away and deleted, once that is confirmed', async () => {
    await expect(
      restoreVolume(test.context, {}, 'data', 'first'),
    ).rejects.toMatchObject({ exitCode: 2, advice: 'Confirm with --yes.' });
    await expect(
      transferVolume(test.context, {}, 'data', 'vision'),
    ).rejects.toThrow(/to project vision/);
    await expect(deleteVolume(test.context, {}, 'data')).rejects.toThrow(
      /all of its files/,
    );
    expect(server.requests).toEqual([]);

    const restoring = condition(
      'Restoring',
      'True',
      'Reverting',
      'Is set back',
    );
    reply = volumeIn('Available', [restoring]);
    looks = [
      volumeIn('Available', [
        condition('Restoring', 'False', 'RestoreFailed', 'It is attached'),
      ]),
    ];
    await expect(
      restoreVolume(test.context, { yes: true, wait: true }, 'data', 'first'),
    ).rejects.toMatchObject({
      exitCode: 5,
      message: 'Volume data was not restored: It is attached',
    });
    await cloneVolume(test.context, { snapshot: 'first' }, 'data', 'copy');
    await transferVolume(test.context, { yes: true }, 'data', 'vision');
    // Gone at the second look.
    looks = [volumeIn('Deleting'), undefined];
    await deleteVolume(test.context, { yes: true, wait: true }, 'data');
    expect(said.join('')).toContain('Deleting\nNothing of data is left\n');
    expect(bodies).toEqual([
      { snapshot: 'first' },
      { name: 'copy', snapshot: 'first' },
      { project: 'vision' },
      undefined,
    ]);
    expect(paths()).toEqual([
      `POST ${BASE}/data:restore`,
      `GET ${BASE}/data`,
      `POST ${BASE}/data:clone`,
      `POST ${BASE}/data:transfer`,
      `DELETE ${BASE}/data`,
      `GET ${BASE}/data`,
      `GET ${BASE}/data`,
    ]);
  });

  it('have snapshots taken', async () => {
    reply = snapshotIn('Pending');
    looks = [snapshotIn('Available')];
    await createVolumeSnapshot(
      test.context,
      { name: 'first', wait: true },
      'data',
    );
    expect(bodies).toEqual([{ name: 'first' }]);
    expect(said.join('')).toContain('Snapshot first of data: Available');
    reply = snapshotIn('Pending');
    looks = [snapshotIn('Error')];
    await expect(
      createVolumeSnapshot(test.context, { wait: true }, 'data'),
    ).rejects.toMatchObject({ exitCode: 5 });
  });

  it('say by how much they would not fit', async () => {
    reply = {
      ...{ fits: false, problems: [] },
      items: [
        {
          ...{ resource: 'gigabytes', limit: 1000, used: 900, left: 100 },
          ...{ needed: 300, leftAfter: -200, short: 200 },
        },
      ],
    };
    await expect(
      preflightVolumes(test.context, {
        ...{ cloud: 'campus', size: '100Gi', count: 3 },
      }),
    ).rejects.toMatchObject({
      exitCode: 5,
      message: expect.stringMatching(/^This does not fit: short of /),
    });
    expect(bodies).toEqual([
      { items: Array(3).fill({ cloud: 'campus', size: '100Gi' }) },
    ]);
    await expect(
      createProgram().parseAsync(
        'volume preflight --cloud c --size 1Gi --count 0'.split(' '),
        { from: 'user' },
      ),
    ).rejects.toThrow('It must be from 1 to 1000.');
  });
});
