// The cases of several test files, one for each store.
/* eslint-disable jest/no-export */
import { randomUUID } from 'node:crypto';
import type { LogHit } from '@pagoda/plugin-pagoda-common';
import { parseLogWords } from '../search/parseLogWords';
import { readSearchCursor } from '../search/searchCursor';
import type { LogSearch, LogSearcher } from '../search/types';
import type { LogStore } from '../types';

/** A log store to be tried. */
export interface LogStoreSetting {
  logs: LogStore;
  searcher: LogSearcher;
  project: string;
  /** Makes a final run whose attempts have these lines; returns its id. */
  run(attempts: string[][], about?: RunAbout): Promise<string>;
}

/** What a run is of. */
export interface RunAbout {
  experiment?: string;
  sweep?: string;
  project?: string;
}

/** The time of the line with this number, in a run of {@link LogStoreSetting}. */
export function timeOf(line: number): string {
  return new Date(Date.UTC(2026, 0, 1) + line * 1_000).toISOString();
}

/** What holds for every log store. */
export function itKeepsLogs(setting: () => LogStoreSetting): void {
  const texts = (hits: LogHit[]) => hits.map(({ line }) => line.text);

  async function find(
    q: string,
    more: Partial<LogSearch> = {},
    limit = 100,
  ): Promise<LogHit[]> {
    const { searcher, project } = setting();
    const found: LogHit[] = [];
    let cursor: string | undefined;
    do {
      const page = await searcher.search(
        { project, words: parseLogWords(q), ...more },
        {
          limit,
          ...(cursor !== undefined && { cursor: readSearchCursor(cursor) }),
        },
      );
      expect(page.items.length).toBeLessThanOrEqual(limit);
      found.push(...page.items);
      cursor = page.pageInfo.nextCursor;
    } while (cursor !== undefined);
    return found;
  }

  it('finds words, words that stand together, and lines without others', async () => {
    const run = await setting().run([
      [
        'INFO learning_rate=0.5 Starting',
        'WARN rate of learning is low',
        'ERROR Straße: out of memory (3.14)',
      ],
      ['nothing here', 'learning rate again'],
    ]);
    const about = { run };
    expect(texts(await find('LEARNING rate', about))).toEqual([
      'learning rate again',
      'WARN rate of learning is low',
      'INFO learning_rate=0.5 Starting',
    ]);
    expect(texts(await find('"learning rate"', about))).toEqual([
      'learning rate again',
      'INFO learning_rate=0.5 Starting',
    ]);
    expect(texts(await find('learning_rate -starting', about))).toEqual([
      'learning rate again',
    ]);
    expect(texts(await find('learn', about))).toEqual([]);
    expect(texts(await find('-learning', about))).toEqual([
      'nothing here',
      'ERROR Straße: out of memory (3.14)',
    ]);
    const [hit] = await find('memory straße', about);
    expect(hit).toMatchObject({ run, level: 'error' });
    expect(hit.highlights.map(([a, b]) => hit.line.text.slice(a, b))).toEqual([
      'Straße',
      'memory',
    ]);
    expect(texts(await find('3.14', about))).toHaveLength(1);
  });

  it.each([
    '* OR message:*',
    '}]}} {"match_all":{}}',
    '/.*/ _exists_:message',
    'NOT zzz',
    'pagoda.run:*',
  ])('takes %s for words', async q => {
    const run = await setting().run([['secret line']]);
    expect(await find(q, { run })).toEqual([]);
  });

  it('never finds lines of another project', async () => {
    const other = `other-${randomUUID().slice(0, 8)}`;
    const mine = await setting().run([['shared needle']]);
    const theirs = await setting().run([['shared needle']], { project: other });
    const runs = async (more?: Partial<LogSearch>) =>
      (await find('shared needle', more)).map(({ run }) => run);
    expect(await runs()).toContain(mine);
    expect(await runs()).not.toContain(theirs);
    expect(await runs({ run: theirs })).toEqual([]);
    expect(await runs({ project: other })).toEqual([theirs]);
  });

  it('gives pages without a gap or a repeat, the newest first', async () => {
    const sweep = randomUUID();
    const lines = (name: string) =>
      Array.from({ length: 7 }, (_, line) => `${name} ${line} page`);
    const runs = [];
    for (const name of ['a', 'b', 'c']) {
      runs.push(await setting().run([lines(name), ['end']], { sweep }));
    }
    const all = await find('page', { sweep }, 1_000);
    expect(texts(all)).toEqual(
      ['c', 'b', 'a'].flatMap(name => lines(name).reverse()),
    );
    for (const limit of [1, 3, 7, 20, 21]) {
      expect(await find('page', { sweep }, limit)).toEqual(all);
    }
  });

  it('narrows by experiment, level, container and time', async () => {
    const experiment = `e-${randomUUID().slice(0, 8)}`;
    await setting().run([['INFO one', 'ERROR two', 'three', 'WARNING four']], {
      experiment,
    });
    const found = async (more: Partial<LogSearch>) =>
      texts(await find('', { experiment, ...more }));
    expect(await found({})).toHaveLength(4);
    expect(await found({ level: 'error' })).toEqual(['ERROR two']);
    expect(await found({ container: 'main' })).toHaveLength(4);
    expect(await found({ container: 'database' })).toEqual([]);
    expect(
      await found({ since: new Date(timeOf(1)), until: new Date(timeOf(3)) }),
    ).toEqual(['three', 'ERROR two']);
    expect(await found({ experiment: 'another' })).toEqual([]);
  });

  it('counts lines over time by level', async () => {
    const run = await setting().run([
      ['INFO x', 'ERROR x', 'x', 'ERROR x', 'y'],
    ]);
    const { searcher, project } = setting();
    const { buckets, intervalSeconds, partial } = await searcher.histogram({
      project,
      words: parseLogWords('x'),
      run,
      since: new Date(timeOf(0)),
      until: new Date(timeOf(60)),
    });
    expect({ intervalSeconds, partial }).toEqual({
      intervalSeconds: 1,
      partial: false,
    });
    expect(buckets).toEqual([
      { time: timeOf(0), count: 1, levels: { info: 1 } },
      { time: timeOf(1), count: 1, levels: { error: 1 } },
      { time: timeOf(2), count: 1, levels: {} },
      { time: timeOf(3), count: 1, levels: { error: 1 } },
    ]);
  });

  it('reads, follows and deletes the lines of a run', async () => {
    const { logs } = setting();
    const run = await setting().run([
      ['a', 'b', ' c'],
      ['d', ''],
    ]);
    const { items } = await logs.read(run, {}, { limit: 10 });
    expect(items.map(({ text }) => text)).toEqual(['a', 'b', ' c', 'd', '']);
    for (const [index, { id }] of items.entries()) {
      const rest = await logs.read(run, {}, { limit: 10, cursor: id });
      expect(rest.items).toEqual(items.slice(index + 1));
    }
    expect((await logs.tail(run, {}, 3)).items).toEqual(items.slice(2));
    expect((await logs.read(run, { attempt: 2 }, { limit: 10 })).items).toEqual(
      items.slice(3),
    );
    const followed = [];
    for await (const line of logs.follow(
      run,
      {},
      { ended: () => true, signal: new AbortController().signal },
    )) {
      followed.push(line);
    }
    expect(followed).toEqual(items);
    await logs.delete(run);
    expect((await logs.read(run, {}, { limit: 10 })).items).toEqual([]);
    expect(await find('', { run })).toEqual([]);
  });
}
