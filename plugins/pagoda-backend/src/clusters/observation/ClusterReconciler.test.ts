import { mockServices } from '@backstage/backend-test-utils';
import { ClusterReconciler } from './ClusterReconciler';

type Options = ConstructorParameters<typeof ClusterReconciler>[0];

/** A reconciler whose clusters are gone when they are looked at, so that just the looks count. */
function start(count: number) {
  const looks: { cluster: string; at: number }[] = [];
  const names = Array.from({ length: count }, (_, i) => `cluster-${i}`);
  const reconciler = new ClusterReconciler({
    store: {
      find: async (cluster: string) => {
        looks.push({ cluster, at: Date.now() });
        return undefined;
      },
    },
    observations: {},
    connections: { names: async () => names, onChange: () => () => {} },
    leases: { acquire: async (name: string) => ({ name, term: 1 }) },
    logger: mockServices.logger.mock(),
    ...{ alone: true, gpuResource: 'nvidia.com/gpu' },
  } as unknown as Options);
  reconciler.start();
  return { reconciler, looks };
}

describe('ClusterReconciler', () => {
  beforeEach(() => {
    jest.useFakeTimers();
  });
  afterEach(() => {
    jest.useRealTimers();
  });

  it('looks at few clusters each ten seconds', async () => {
    const begun = Date.now();
    const { reconciler, looks } = start(2);
    await jest.advanceTimersByTimeAsync(20_500);
    // Timers are a millisecond late now and then.
    const tens = (time: number) => Math.round(time / 10) * 10;
    expect(looks.map(({ cluster, at }) => [cluster, tens(at - begun)])).toEqual(
      [
        ['cluster-0', 0],
        ['cluster-1', 50],
        ['cluster-0', 10_000],
        ['cluster-1', 10_050],
        ['cluster-0', 20_000],
        ['cluster-1', 20_050],
      ],
    );
    await reconciler.stop();
  });

  it('spreads the looks at hundreds, and leaves none out of a minute', async () => {
    const { reconciler, looks } = start(500);
    await jest.advanceTimersByTimeAsync(60_000);
    await reconciler.stop();
    const perSecond = new Map<number, number>();
    const times = new Map<string, number[]>();
    for (const { cluster, at } of looks) {
      const second = Math.floor(at / 1_000);
      perSecond.set(second, (perSecond.get(second) ?? 0) + 1);
      times.set(cluster, [...(times.get(cluster) ?? []), at]);
    }
    expect(Math.max(...perSecond.values())).toBeLessThanOrEqual(21);
    expect(times.size).toBe(500);
    for (const [first, second] of times.values()) {
      expect(second - first).toBeLessThan(25_100);
    }
    const before = looks.length;
    await jest.advanceTimersByTimeAsync(60_000);
    expect(looks.length).toBe(before);
  });
});
