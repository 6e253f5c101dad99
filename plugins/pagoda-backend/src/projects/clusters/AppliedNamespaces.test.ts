import type { KubernetesClient } from '../../clients/kubernetes/KubernetesClient';
import { AppliedNamespaces } from './AppliedNamespaces';

const KEY = { cluster: 'lab', project: 'demo' };
const POLICY = { resource: 'networkpolicies', name: 'deny' };
const client = {} as KubernetesClient;

function applied(hash: string) {
  return {
    ...{ namespace: 'pagoda-demo', version: '1', client },
    hashes: new Map([['networkpolicies/deny', hash]]),
  };
}

describe('AppliedNamespaces', () => {
  it('believes what was applied until something is seen that differs', async () => {
    const namespaces = new AppliedNamespaces();
    expect(namespaces.find(KEY, '1', client)).toBeUndefined();
    expect(namespaces.see(KEY, { ...POLICY, hash: 'a' })).toBe(true);
    const { unchanged } = await namespaces.record(KEY, async () =>
      applied('a'),
    );
    expect(unchanged).toBe(true);
    expect(namespaces.find(KEY, '1', client)).toBeDefined();
    expect(namespaces.find(KEY, '2', client)).toBeUndefined();
    expect(namespaces.find(KEY, '1', {} as KubernetesClient)).toBeUndefined();
    expect(namespaces.see(KEY, { ...POLICY, hash: 'a' })).toBe(true);
    expect(namespaces.see(KEY, { ...POLICY, hash: 'b' })).toBe(false);
    expect(namespaces.see(KEY, POLICY)).toBe(false);
    expect(
      namespaces.see(KEY, { resource: 'secrets', name: 'theirs', hash: 'c' }),
    ).toBe(true);
  });

  it('does not believe what was changed while it was applied', async () => {
    const namespaces = new AppliedNamespaces();
    const { unchanged } = await namespaces.record(KEY, async () => {
      namespaces.see(KEY, { ...POLICY, hash: 'by hand' });
      return applied('a');
    });
    expect(unchanged).toBe(false);
    expect(namespaces.find(KEY, '1', client)).toBeUndefined();
    // What was seen last is what counts.
    const again = await namespaces.record(KEY, async () => {
      namespaces.see(KEY, { ...POLICY, hash: 'by hand' });
      namespaces.see(KEY, { ...POLICY, hash: 'a' });
      return applied('a');
    });
    expect(again.unchanged).toBe(true);
  });

  it('forgets what was seen when nothing could be applied', async () => {
    const namespaces = new AppliedNamespaces();
    await expect(
      namespaces.record(KEY, async () => {
        namespaces.see(KEY, { ...POLICY, hash: 'by hand' });
        throw new Error('no answer');
      }),
    ).rejects.toThrow('no answer');
    const { unchanged } = await namespaces.record(KEY, async () =>
      applied('a'),
    );
    expect(unchanged).toBe(true);
  });
});
