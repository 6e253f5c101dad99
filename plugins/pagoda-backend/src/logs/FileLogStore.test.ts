import { appendFile, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { LogLine } from '@pagoda/plugin-pagoda-common';
import { FileLogStore } from './FileLogStore';

const RUN = 'run';

function entry(second: number, text: string, stream = 'stdout'): string {
  const time = new Date(Date.UTC(2026, 0, 1) + second * 1000).toISOString();
  return `${time} ${stream} F ${text}\n`;
}

describe('FileLogStore', () => {
  let directory: string;
  let store: FileLogStore;

  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'pagoda-logs-'));
    await mkdir(join(directory, RUN));
    store = new FileLogStore(run => join(directory, run));
  });

  afterEach(() => rm(directory, { recursive: true }));

  const file = (attempt = 1) => join(directory, RUN, `${attempt}.log`);
  const texts = (items: LogLine[]) => items.map(({ text }) => text);

  async function readAll(limit: number, cursor?: string): Promise<LogLine[]> {
    const { items, pageInfo } = await store.read(RUN, {}, { limit, cursor });
    return pageInfo.nextCursor
      ? [...items, ...(await readAll(limit, pageInfo.nextCursor))]
      : items;
  }

  it('reads pages over all attempts, and goes on after any line', async () => {
    await writeFile(file(1), entry(0, 'a') + entry(1, 'b', 'stderr'));
    await writeFile(file(2), entry(2, '') + entry(3, ' indented'));
    const all = await readAll(1);
    expect(all).toEqual([
      expect.objectContaining({ attempt: 1, stream: 'stdout', text: 'a' }),
      expect.objectContaining({ attempt: 1, stream: 'stderr', text: 'b' }),
      expect.objectContaining({ attempt: 2, stream: 'stdout', text: '' }),
      {
        id: all[3].id,
        time: '2026-01-01T00:00:03.000Z',
        attempt: 2,
        stream: 'stdout',
        container: 'main',
        text: ' indented',
      },
    ]);
    for (const [index, { id }] of all.entries()) {
      expect(await readAll(100, id)).toEqual(all.slice(index + 1));
    }
  });

  it('filters by attempt, stream, time and text', async () => {
    await writeFile(
      file(),
      entry(0, 'Loss 1') + entry(1, 'warning', 'stderr') + entry(2, 'loss 2'),
    );
    await writeFile(file(2), entry(3, 'loss 3'));
    const read = async (query: Parameters<FileLogStore['read']>[1]) =>
      texts((await store.read(RUN, query, { limit: 10 })).items);
    expect(await read({ attempt: 2 })).toEqual(['loss 3']);
    expect(await read({ stream: 'stderr' })).toEqual(['warning']);
    expect(await read({ text: 'LOSS' })).toEqual([
      'Loss 1',
      'loss 2',
      'loss 3',
    ]);
    expect(await read({ since: new Date('2026-01-01T00:00:02Z') })).toEqual([
      'loss 2',
      'loss 3',
    ]);
    const tail = await store.tail(RUN, { text: 'loss' }, 2);
    expect(texts(tail.items)).toEqual(['loss 2', 'loss 3']);
  });

  it('reads backwards the same lines as forwards, wherever its chunks end', async () => {
    // Just more than a chunk of lines of 64 bytes each; the last line moves where the chunk ends in them.
    const content = Array.from({ length: 4200 }, (_, i) =>
      entry(i, `é ${i}`.padEnd(28, '.')),
    ).join('');
    const show = (lines: LogLine[]) =>
      lines.map(({ id, text }) => `${id} ${text}`).join('\n');
    expect(Buffer.byteLength(content)).toBe(4200 * 64);
    for (let shift = 0; shift < 64; shift += 1) {
      await writeFile(file(), content + entry(0, 'x'.repeat(shift)));
      const { items } = await store.tail(RUN, {}, 10_000);
      expect(items).toHaveLength(4201);
      expect(show(items)).toBe(show(await readAll(10_000)));
    }
  });

  it('ends a page early rather than hold much at once', async () => {
    const line = entry(0, 'x'.repeat(200_000));
    await writeFile(file(), line.repeat(50));
    const page = await store.read(RUN, {}, { limit: 1000 });
    expect(page.items.length).toBeLessThan(30);
    expect(page.pageInfo.nextCursor).toBe(page.items.at(-1)?.id);
    expect(await readAll(1000)).toHaveLength(50);
    const tail = await store.tail(RUN, {}, 1000);
    expect(tail.items.length).toBeLessThan(30);
  });

  it('survives invalid UTF-8, torn lines and strange cursors', async () => {
    await writeFile(
      file(),
      Buffer.concat([
        Buffer.from('torn by a crash\n'),
        Buffer.from('2026-01-01T00:00:00Z stdout F '),
        Buffer.from([0xff, 0xfe, 0x41, 0x0a]),
        Buffer.from(entry(1, 'whole')),
        Buffer.from('2026-01-01T00:00:02Z stdout F being wri'),
      ]),
    );
    const all = await readAll(10);
    expect(texts(all)).toEqual(['\ufffd\ufffdA', 'whole']);
    expect((await store.tail(RUN, {}, 10)).items).toEqual(all);
    expect(await readAll(10, '1:999999')).toEqual([]);
    expect(texts(await readAll(10, '1:20'))).toEqual(['whole']);
    await appendFile(file(), 'tten\n');
    expect(texts(await readAll(10, all[1].id))).toEqual(['being written']);
    expect(await store.read('other', {}, { limit: 10 })).toEqual({
      items: [],
      pageInfo: {},
    });
  });

  it('follows what is written until the end, across attempts, and resumes without loss', async () => {
    let ended = false;
    const seen: LogLine[] = [];
    const follow = async (cursor?: string, stopAfter = Infinity) => {
      const controller = new AbortController();
      for await (const line of store.follow(
        RUN,
        {},
        { cursor, ended: () => ended, signal: controller.signal },
      )) {
        seen.push(line);
        if (seen.length >= stopAfter) {
          controller.abort();
        }
      }
    };
    const writer = (async () => {
      for (let i = 0; i < 200; i += 1) {
        const text = entry(i, `line ${i}`);
        const half = i % text.length;
        const attempt = i < 150 ? 1 : 2;
        await appendFile(file(attempt), text.slice(0, half));
        await appendFile(file(attempt), text.slice(half));
      }
      ended = true;
    })();
    await follow(undefined, 20);
    expect(seen).toHaveLength(20);
    await follow(seen[19].id);
    await writer;
    expect(texts(seen)).toEqual(
      Array.from({ length: 200 }, (_, i) => `line ${i}`),
    );
  });

  it('waits for a log that is not there yet, and forgets one that is deleted', async () => {
    await store.delete(RUN);
    let ended = false;
    const lines: string[] = [];
    const following = (async () => {
      for await (const { text } of store.follow(
        RUN,
        {},
        { ended: () => ended, signal: new AbortController().signal },
      )) {
        lines.push(text);
        ended = true;
      }
    })();
    await new Promise(resolve => setTimeout(resolve, 50));
    await mkdir(join(directory, RUN));
    await writeFile(file(), entry(0, 'late'));
    await following;
    expect(lines).toEqual(['late']);
    await store.delete(RUN);
    expect((await store.tail(RUN, {}, 5)).items).toEqual([]);
  });
});
