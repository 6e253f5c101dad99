import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { mockServices } from '@backstage/backend-test-utils';
import { Checksums } from '../../files/Checksums';
import { FileError } from '../../files/FileError';
import { FileTree } from '../../files/FileTree';
import type { RunObservation, RunRecord } from '../types';
import { MetricsReader } from './MetricsReader';

const RUN = {
  id: 'a-run',
  project: 'demo',
  cluster: 'lab',
  sweep: null,
  index: null,
};

describe('MetricsReader', () => {
  let root: string;
  let files: FileTree;
  let version: number;
  let observed: RunObservation[];
  let conflicts: number;
  const logger = mockServices.logger.mock();

  const store = {
    get: async () => ({ version }) as RunRecord,
    observe: async (_: string, basedOn: number, change: RunObservation) => {
      if (conflicts > 0) {
        conflicts -= 1;
        return undefined;
      }
      expect(basedOn).toBe(version);
      observed.push(change);
      return {} as RunRecord;
    },
  };

  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), 'pagoda-metrics-'));
    files = new FileTree(root, new Checksums(new Map()));
    version = 7;
    observed = [];
    conflicts = 0;
    await writeFile(join(root, 'result.json'), '{"accuracy": 0.5}');
  });

  afterEach(async () => {
    await rm(root, { recursive: true });
  });

  const readerOf = (
    of: () => Promise<FileTree>,
    retries: number[] = [],
    patience = 40,
  ) => new MetricsReader({ files: { of }, store, logger, retries, patience });

  it('gives what is there at once', async () => {
    const reader = readerOf(async () => files, [], 10_000);
    expect(await reader.read(RUN)).toEqual({ accuracy: 0.5 });
    await rm(join(root, 'result.json'));
    expect(await reader.read(RUN)).toEqual({});
    await sleep(60);
    expect(observed).toEqual([]);
  });

  it('writes down later what takes long, though others write the run', async () => {
    conflicts = 2;
    let reach = (_: FileTree): void => undefined;
    const reached = new Promise<FileTree>(resolve => {
      reach = resolve;
    });
    expect(await readerOf(() => reached).read(RUN)).toBeUndefined();
    reach(files);
    while (observed.length === 0) {
      await sleep(10);
    }
    expect(observed).toEqual([{ metrics: { accuracy: 0.5 } }]);
  });

  it('tries again where results cannot be reached, and gives up one day', async () => {
    let failures = 2;
    const unreachable = new FileError('FilesUnreachable', 'no gateway');
    const of = async () => {
      failures -= 1;
      if (failures >= 0) {
        throw unreachable;
      }
      return files;
    };
    expect(await readerOf(of, [30, 30]).read(RUN)).toBeUndefined();
    while (observed.length === 0) {
      await sleep(10);
    }
    expect(observed).toEqual([{ metrics: { accuracy: 0.5 } }]);
    failures = 9;
    expect(await readerOf(of, [10]).read(RUN)).toEqual({});
    expect(logger.warn).toHaveBeenCalledWith(
      'Run a-run is left without metrics: no gateway',
    );
  });
});
