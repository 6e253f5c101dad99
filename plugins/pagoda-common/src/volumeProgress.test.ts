import type { Condition, Volume } from './types';
import { volumeNews, volumeProgress } from './volumeProgress';

function condition(
  type: string,
  status: Condition['status'],
  reason: string,
  message: string,
): Condition {
  return {
    ...{ type, status, reason, message },
    lastTransitionTime: '2026-01-01T00:00:00Z',
  };
}

function volumeIn(
  phase: Volume['status']['phase'],
  conditions: Condition[],
  observedGeneration = 2,
): Volume {
  return {
    ...{ project: 'demo', name: 'data', description: '', provider: 'cinder' },
    ...{ owner: 'user:default/ada', createdAt: '2026-01-01T00:00:00Z' },
    ...{ cloud: 'campus', generation: 2, spec: { size: '10Gi' } },
    status: {
      ...{ phase, conditions, observedGeneration, mountedBy: [], files: 0 },
      ...{ usedBytes: 0, capacityBytes: 10 * 1024 ** 3 },
    },
  };
}

const READY = condition('Ready', 'True', 'Provisioned', 'It can be used.');

describe('volumeProgress', () => {
  it('is done when the volume is usable as it was last asked for', () => {
    expect(volumeProgress(volumeIn('Available', [READY]))).toEqual({
      ...{ done: true, failed: false, text: 'Available' },
    });
    expect(volumeProgress(volumeIn('InUse', [READY], 1))).toEqual({
      ...{ done: false, failed: false, text: 'Updating' },
    });
    const creating = condition('Ready', 'False', 'Creating', 'It is made.');
    const rounded = condition('SizeRounded', 'True', 'WholeGiB', 'Is 11Gi.');
    expect(volumeProgress(volumeIn('Pending', [rounded, creating]))).toEqual({
      ...{ done: false, failed: false, text: 'Pending. It is made' },
    });
    const restoring = condition('Restoring', 'True', 'Reverting', 'Is set.');
    expect(volumeProgress(volumeIn('Available', [READY, restoring]))).toEqual({
      ...{ done: false, failed: false, text: 'Updating. Is set' },
    });
  });

  it('has failed when it is in error, or was refused', () => {
    expect(volumeProgress(volumeIn('Error', [])).failed).toBe(true);
    const short = condition('Ready', 'False', 'QuotaExceeded', 'Too large.');
    expect(volumeProgress(volumeIn('Pending', [short], 1))).toEqual({
      ...{ done: false, failed: true, text: 'Pending. Too large' },
    });
    const grown = condition('Ready', 'True', 'Refused', 'It stays small.');
    expect(volumeProgress(volumeIn('Available', [grown], 1)).failed).toBe(true);
  });
});

describe('volumeNews', () => {
  it('leaves out that all is well, and what has ended well', () => {
    const rounded = condition('SizeRounded', 'True', 'WholeGiB', 'Is 11Gi.');
    const restored = condition('Restoring', 'False', 'Restored', 'Is back.');
    const failed = condition('Restoring', 'False', 'RestoreFailed', 'Is not.');
    expect(
      volumeNews(volumeIn('Available', [READY, rounded, restored, failed])),
    ).toEqual([rounded, failed]);
    const text = 'Is set back.';
    const restoring = ['Ready', 'Restoring'].map(type =>
      condition(type, type === 'Ready' ? 'False' : 'True', 'Restoring', text),
    );
    expect(volumeNews(volumeIn('Pending', restoring))).toHaveLength(1);
  });
});
