import { mockServices } from '@backstage/backend-test-utils';
import type { KubernetesClient } from '../../clients/kubernetes/KubernetesClient';
import type { SeenPod } from './SeenPod';
import { UsageReader } from './UsageReader';

const SECOND = 1000;

function podOn(node: string): SeenPod {
  return { uid: `pod-on-${node}`, node, phase: 'Running' } as SeenPod;
}

describe('UsageReader', () => {
  beforeEach(() => {
    jest.useFakeTimers();
  });
  afterEach(() => {
    jest.useRealTimers();
  });

  it('asks nodes each 10 s, and those that refuse more and more seldom', async () => {
    const asked: string[] = [];
    const client = {
      raw: async (path: string) => {
        asked.push(path);
        if (path.includes('/refuses/')) {
          throw new Error('address not allowed');
        }
        return {
          pods: [
            {
              podRef: { uid: 'pod-on-answers' },
              containers: [
                { name: 'main', cpu: { usageCoreNanoSeconds: 2e9 } },
              ],
            },
          ],
        };
      },
    };
    const logger = mockServices.logger.mock();
    const reader = new UsageReader(
      client as unknown as KubernetesClient,
      logger,
    );
    for (let second = 0; second < 300; second += 5) {
      reader.of(podOn('answers'));
      reader.of(podOn('refuses'));
      await jest.advanceTimersByTimeAsync(5 * SECOND);
    }

    expect(reader.of(podOn('answers'))).toEqual({ cpuSeconds: 2 });
    expect(reader.of(podOn('refuses'))).toEqual({});
    reader.stop();
    const count = (node: string) =>
      asked.filter(path => path.includes(`/nodes/${node}/`)).length;
    expect(count('answers')).toBeGreaterThanOrEqual(28);
    // At once, and after 20, 40, 80 and 160 s.
    expect(count('refuses')).toBe(5);
    expect(logger.warn).toHaveBeenCalledTimes(1);
    expect(logger.warn).toHaveBeenCalledWith(
      'Runs on node refuses show no usage: address not allowed',
    );
  });
});
