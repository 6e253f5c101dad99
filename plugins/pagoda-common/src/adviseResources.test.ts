import { adviseResources, type ResourceUse } from './adviseResources';
import { parseQuantity } from './quantity';

const GI = 2 ** 30;
const MI = 2 ** 20;

function use(changes: Partial<ResourceUse>): ResourceUse {
  return {
    durationSeconds: 600,
    requested: { cpu: 4, memory: 8 * GI, gpu: 0 },
    ...{ highCpu: 3.5, meanCpu: 3, peakMemory: 6 * GI },
    ...changes,
  };
}

describe('adviseResources', () => {
  it('has nothing to say of what used what it asked for, was not measured, or was short', () => {
    expect(adviseResources(use({}))).toEqual([]);
    expect(
      adviseResources({
        durationSeconds: 600,
        requested: { cpu: 4, memory: 8 * GI, gpu: 2 },
      }),
    ).toEqual([]);
    expect(adviseResources(use({ durationSeconds: 59, highCpu: 0 }))).toEqual(
      [],
    );
    expect(adviseResources(use({ durationSeconds: NaN, highCpu: 0 }))).toEqual(
      [],
    );
  });

  it('says "asked four, used one"', () => {
    expect(adviseResources(use({ highCpu: 1.02 }))).toEqual([
      {
        ...{ resource: 'cpu', change: 'less', requested: 4, used: 1.02 },
        suggestion: '1500m',
        message:
          'It asked for 4 cores and used 1. 1.5 cores would do, and it would wait less.',
      },
    ]);
    // Only the mean is known of what no Prometheus has measured.
    expect(
      adviseResources(use({ highCpu: undefined, meanCpu: 0.02 }))[0],
    ).toMatchObject({
      suggestion: '500m',
      message: expect.stringContaining('used 0.02 on average'),
    });
    // Half a core is the least that is worth a word.
    const requested = { cpu: 0.5, memory: 8 * GI, gpu: 0 };
    expect(adviseResources(use({ requested, highCpu: 0.01 }))).toEqual([]);
  });

  it('says that more cores may help what is held back, and not what has to spare', () => {
    expect(
      adviseResources(use({ highCpu: 3.9, throttled: 0.6 })),
    ).toMatchObject([
      { resource: 'cpu', change: 'more', suggestion: '6', requested: 4 },
    ]);
    expect(adviseResources(use({ highCpu: 3, throttled: 0.6 }))).toEqual([]);
  });

  it('speaks of memory that was hardly used, or nearly all', () => {
    expect(adviseResources(use({ peakMemory: 900 * MI }))).toMatchObject([
      { resource: 'memory', change: 'less', suggestion: '1280Mi' },
    ]);
    expect(adviseResources(use({ peakMemory: 7.8 * GI }))).toMatchObject([
      { resource: 'memory', change: 'more', suggestion: '10Gi' },
    ]);
    const small = { cpu: 4, memory: 256 * MI, gpu: 0 };
    expect(
      adviseResources(use({ requested: small, peakMemory: 20 * MI })),
    ).toEqual([]);
  });

  it('speaks of GPUs that did nothing', () => {
    const requested = { cpu: 4, memory: 8 * GI, gpu: 2 };
    expect(
      adviseResources(use({ requested, gpuUtilisation: 0.01 })),
    ).toMatchObject([{ resource: 'gpu', suggestion: '0', used: 0 }]);
    expect(
      adviseResources(use({ requested, gpuUtilisation: 0.45, gpusUsed: 1 })),
    ).toMatchObject([{ resource: 'gpu', suggestion: '1', used: 1 }]);
    expect(
      adviseResources(use({ requested, gpuUtilisation: 0.9, gpusUsed: 2 })),
    ).toEqual([]);
  });

  it('suggests quantities that hold what was used, and are less, or more, than what was asked for', () => {
    const uses: ResourceUse[] = [];
    for (let peakMemory = 30 * MI; peakMemory < 40 * GI; peakMemory *= 1.37) {
      for (let memory = 64 * MI; memory < 64 * GI; memory *= 2) {
        const requested = { cpu: 1, memory, gpu: 0 };
        uses.push(use({ requested, highCpu: 1, peakMemory }));
      }
    }
    for (let highCpu = 0; highCpu < 64; highCpu += 0.37) {
      for (const cpu of [0.1, 0.5, 1, 2, 4, 64]) {
        uses.push(use({ requested: { cpu, memory: 8 * GI, gpu: 0 }, highCpu }));
      }
    }
    const all = uses.flatMap(adviseResources);
    expect(all.length).toBeGreaterThan(100);
    const wrong = all.filter(({ suggestion, used, requested, change }) => {
      const suggested = parseQuantity(suggestion);
      const isLess = suggested < requested;
      return suggested < used * 1.25 || isLess !== (change === 'less');
    });
    expect(wrong).toEqual([]);
  });
});
