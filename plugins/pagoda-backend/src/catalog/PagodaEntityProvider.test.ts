import { mockServices } from '@backstage/backend-test-utils';
import type { EntityProviderMutation } from '@backstage/plugin-catalog-node';
import type { CatalogFeed } from './CatalogFeed';
import { PagodaEntityProvider } from './PagodaEntityProvider';
import type { CatalogChanges, CatalogRecord } from './types';

const cluster = (name: string): CatalogRecord => ({
  kind: 'cluster',
  name,
  title: name,
  description: '',
  provisioner: 'local',
  engine: 'process',
});

const nothing: CatalogChanges = {
  leading: true,
  seq: 7,
  changed: [],
  removed: [],
  resync: false,
};

/** Answers of the feed one after another; then it waits for the abort, as a feed does in which nothing happens. */
function createFeed(
  script: (CatalogChanges | Error)[],
  records: CatalogRecord[],
) {
  const asked: (number | undefined)[] = [];
  const feed: Pick<CatalogFeed, 'changes' | 'snapshot'> = {
    async changes(after, _follower, signal) {
      const next = script.shift();
      if (next === undefined) {
        await new Promise<void>(resolve => {
          signal.addEventListener('abort', () => resolve());
        });
        throw new Error('aborted');
      }
      asked.push(after);
      if (next instanceof Error) {
        throw next;
      }
      return next;
    },
    snapshot: async () => ({ seq: 7, records }),
  };
  return { feed: feed as CatalogFeed, asked };
}

describe('PagodaEntityProvider', () => {
  async function follow(
    script: (CatalogChanges | Error)[],
    options: {
      fullSyncInterval?: number;
      /** What a mutation does; it is recorded when it has ended. */
      apply?: () => Promise<void>;
    } = {},
  ) {
    const { feed, asked } = createFeed(script, [cluster('local')]);
    const mutations: EntityProviderMutation[] = [];
    const provider = new PagodaEntityProvider({
      feed,
      logger: mockServices.logger.mock(),
      entities: {
        appBaseUrl: 'http://localhost:3000',
        administrators: 'group:default/pagoda-administrators',
        namespacePrefix: 'pagoda-',
      },
      fullSyncInterval: options.fullSyncInterval,
    });
    await provider.connect({
      async applyMutation(mutation) {
        await options.apply?.();
        mutations.push(mutation);
      },
      async refresh() {
        throw new Error('nobody asks for it');
      },
    });
    const stop = new AbortController();
    const running = provider.run(stop.signal);
    while (script.length > 0) {
      await new Promise(resolve => setTimeout(resolve, 10));
    }
    await new Promise(resolve => setTimeout(resolve, 20));
    stop.abort();
    await running;
    return { mutations, asked };
  }

  it('reads everything, then follows the feed', async () => {
    const { mutations, asked } = await follow([
      { ...nothing, seq: 0 },
      {
        ...nothing,
        seq: 9,
        changed: [cluster('new')],
        removed: [{ kind: 'volume', project: 'demo', name: 'old' }],
      },
      { ...nothing, seq: 9 },
      { ...nothing, seq: 10, removed: [{ kind: 'cluster', name: 'new' }] },
    ]);
    expect(asked).toEqual([undefined, 7, 9, 9]);
    expect(mutations).toMatchObject([
      {
        type: 'full',
        entities: [
          { entity: { metadata: { name: 'local' } }, locationKey: 'pagoda' },
        ],
      },
      {
        type: 'delta',
        added: [{ entity: { metadata: { name: 'new' } } }],
        removed: [
          { entityRef: 'resource:default/demo.old', locationKey: 'pagoda' },
        ],
      },
      {
        type: 'delta',
        added: [],
        removed: [{ entityRef: 'resource:default/new' }],
      },
    ]);
  });

  it('writes nothing while another process follows, and everything when it takes over', async () => {
    const { mutations, asked } = await follow([
      { ...nothing, leading: false },
      { ...nothing, leading: false },
      nothing,
      { ...nothing, leading: false },
      nothing,
    ]);
    expect(asked).toEqual([undefined, undefined, undefined, 7, undefined]);
    expect(mutations.map(({ type }) => type)).toEqual(['full', 'full']);
  });

  it('reads everything again after a failure, after a project went, and when it is time', async () => {
    const failed = await follow([nothing, new Error('no answer'), nothing]);
    expect(failed.mutations.map(({ type }) => type)).toEqual(['full', 'full']);

    const resync = await follow([nothing, { ...nothing, resync: true }]);
    expect(resync.mutations.map(({ type }) => type)).toEqual(['full', 'full']);

    const due = await follow([nothing, nothing], { fullSyncInterval: 0 });
    expect(due.mutations.map(({ type }) => type)).toEqual(['full', 'full']);
  });

  it('applies one mutation after another', async () => {
    let active = 0;
    let most = 0;
    await follow(
      [
        nothing,
        { ...nothing, changed: [cluster('a')] },
        { ...nothing, changed: [cluster('b')] },
      ],
      {
        apply: async () => {
          active += 1;
          most = Math.max(most, active);
          await new Promise(resolve => setTimeout(resolve, 20));
          active -= 1;
        },
      },
    );
    expect(most).toBe(1);
  });
});
