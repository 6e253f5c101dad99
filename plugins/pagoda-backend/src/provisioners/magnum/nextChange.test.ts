import type { NodePool } from '@pagoda/plugin-pagoda-common';
import type { NodeGroup } from '../../clients/openstack/containerInfraTypes';
import { clusterWith, groupsWith, planWith } from './fixtures';
import { nextChange } from './nextChange';

const GPU: NodePool = {
  ...{ name: 'gpu', role: 'worker', count: 1, flavor: 'large' },
};

function change(
  work: Partial<NodePool>,
  groups: NodeGroup[],
  { others = [], own = [] }: { others?: NodePool[]; own?: string[] } = {},
): string | undefined {
  const plan = planWith(work, ...others);
  return nextChange({ cluster: clusterWith(), groups }, plan, own)?.what;
}

describe('nextChange', () => {
  it('has nothing to do where all is as planned', () => {
    expect(change({}, groupsWith())).toBeUndefined();
    const other = { name: 'gpu', node_count: 1 };
    expect(change({}, groupsWith({}, other), { others: [GPU] })).toBe(
      undefined,
    );
  });

  it('resizes, makes and deletes, one after the other', () => {
    expect(change({ count: 5 }, groupsWith())).toBe(
      'give node group default-worker 5 nodes',
    );
    expect(change({}, groupsWith(), { others: [GPU] })).toBe(
      'make node group gpu',
    );
    const surplus = groupsWith({}, { name: 'gpu' });
    expect(change({}, surplus, { own: ['gpu'] })).toBe('delete node group gpu');
    // What somebody else has made is not PAGoDA's to delete.
    expect(change({}, surplus)).toBeUndefined();
    const leaving = groupsWith(
      {},
      { name: 'gpu', status: 'DELETE_IN_PROGRESS' },
    );
    expect(change({}, leaving, { own: ['gpu'] })).toBeUndefined();
  });

  it('widens bounds before a size that they forbid, and narrows them after it', () => {
    const work = { count: 6, minCount: 5, maxCount: 8 };
    const bounds = { min_node_count: 1, max_node_count: 3 };
    expect(change(work, groupsWith({ ...bounds, node_count: 2 }))).toBe(
      'let node group default-worker have 1 to 8 nodes',
    );
    const wide = { min_node_count: 1, max_node_count: 8 };
    expect(change(work, groupsWith({ ...wide, node_count: 2 }))).toBe(
      'give node group default-worker 5 nodes',
    );
    expect(change(work, groupsWith({ ...wide, node_count: 5 }))).toBe(
      'let node group default-worker have 5 to 8 nodes',
    );
    const done = { min_node_count: 5, max_node_count: 8, node_count: 7 };
    expect(change(work, groupsWith(done))).toBeUndefined();
    // Without bounds again.
    expect(change({ count: 7 }, groupsWith(done))).toBe(
      'let node group default-worker have 0 to any number of nodes',
    );
  });
});
