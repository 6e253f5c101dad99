import type { ClusterPlan } from '@pagoda/plugin-pagoda-common';
import { NO_OFFERS } from '../../clouds/types';
import { checkMagnumPlan, type MagnumOffers } from './checkMagnumPlan';
import { planWith, templateWith } from './fixtures';

const GIB = 1024 ** 3;
const flavor = (name: string) => ({
  ...{ id: `id-${name}`, name, cores: 2, memoryBytes: 4 * GIB, diskBytes: 0 },
});
const OFFERS: MagnumOffers = {
  template: templateWith(),
  lists: {
    ...NO_OFFERS,
    flavors: [flavor('small'), flavor('large')],
    networks: [
      { id: 'n1', name: 'outside', external: true, shared: true },
      { id: 'n2', name: 'inside', external: false, shared: true },
    ],
    zones: [
      { name: 'a', available: true, kinds: ['compute', 'volume'] },
      { name: 'b', available: true, kinds: ['volume'] },
    ],
    volumeTypes: [{ id: 'v1', name: 'fast', isDefault: true }],
    keypairs: [{ name: 'key', fingerprint: 'f' }],
  },
};

function fields(
  plan: ClusterPlan,
  offers: Partial<MagnumOffers> = {},
  before?: ClusterPlan,
): string[] {
  return checkMagnumPlan(plan, { ...OFFERS, ...offers }, before).map(
    ({ field, message }) => `${field} ${message}`,
  );
}

describe('checkMagnumPlan', () => {
  it('lets through what the cloud has', () => {
    expect(fields(planWith())).toEqual([]);
    expect(
      fields({
        ...planWith({ flavor: 'id-large', zone: 'a', diskGiB: 20 }),
        ...{ network: 'n2', externalNetwork: 'n1' },
      }),
    ).toEqual([]);
  });

  it('says what the template decides, and what is not offered', () => {
    const problems = fields(
      {
        ...planWith({
          ...{ flavor: 'huge', zone: 'b', volumeType: 'slow', image: 'own' },
          ...{ labels: { a: 'b' }, network: 'inside', name: 'default-worker' },
        }),
        ...{ securityGroups: ['s'], sshUser: 'core' },
        ...{ network: 'nowhere', externalNetwork: 'inside', keypair: 'lost' },
      },
      { template: templateWith({ tls_disabled: true, coe: 'swarm' }) },
    );
    expect(problems.map(problem => problem.split(' ')[0])).toEqual([
      ...['clusterTemplate', 'clusterTemplate', 'securityGroups', 'sshUser'],
      ...['externalNetwork', 'network', 'keypair'],
      ...['pools[1].flavor', 'pools[1].image', 'pools[1].zone'],
      ...['pools[1].volumeType', 'pools[1].network', 'pools[1].labels'],
      ...['pools[1].name', 'pools[1].image'],
    ]);
    expect(problems.at(-1)).toMatch(/template of Magnum, which has fedora/);
  });

  it('needs a keypair, of the plan or of the template', () => {
    const { keypair, ...plan } = planWith();
    expect(keypair).toBe('key');
    expect(fields(plan)).toEqual([
      expect.stringMatching(/^keypair is missing/),
    ]);
    const template = templateWith({ keypair_id: 'theirs' });
    expect(fields(plan, { template })).toEqual([]);
  });

  it('keeps what Magnum has once for the control plane and the first workers', () => {
    const plan = planWith();
    plan.pools[0] = { ...plan.pools[0], zone: 'a' };
    expect(fields(plan)).toEqual([
      expect.stringMatching(/^pools\[0\]\.zone is a, but pool 'work' has none/),
    ]);
  });

  it('says what cannot be changed', () => {
    const before = planWith();
    expect(fields(planWith({ count: 9 }), {}, before)).toEqual([]);
    expect(fields(planWith({ flavor: 'large' }), {}, before).join()).toMatch(
      /pools\[1\]\.flavor is large, and was small/,
    );
    const swapped = {
      ...before,
      pools: [
        before.pools[0],
        { ...before.pools[1], name: 'new' },
        before.pools[1],
      ],
    };
    expect(fields(swapped, {}, before).join()).toMatch(
      /pools\[1\]\.name is 'new'; the first pool of workers has to stay 'work'/,
    );
    const scaled = planWith({ minCount: 1, maxCount: 3 });
    expect(fields(scaled, {}, before).join()).toMatch(
      /pools\[1\]\.maxCount is new/,
    );
    expect(fields(before, {}, scaled)).toEqual([]);
    expect(
      fields(
        before,
        {
          templateBefore: templateWith({
            labels: { kube_tag: 'v1.35.0' },
          }),
        },
        before,
      ).join(),
    ).toMatch(/clusterTemplate is 'template' with Kubernetes v1.34.1, older/);
  });
});
