import { NO_OFFERS } from '../../clouds/types';
import type { Demand } from '../types';
import { demandOf } from './demandOf';
import { planWith, templateWith } from './fixtures';

const LISTS = {
  ...NO_OFFERS,
  flavors: [
    {
      ...{ id: 'f1', name: 'small', cores: 2, diskBytes: 0 },
      memoryBytes: 4 * 1024 ** 3,
    },
  ],
};

function amounts(demands: Demand[]): Record<string, number> {
  return Object.fromEntries(
    demands.map(({ resource, volumeType, amount }) => [
      volumeType === undefined ? resource : `${resource} ${volumeType}`,
      amount,
    ]),
  );
}

describe('demandOf', () => {
  it('counts machines, volumes, and what Magnum makes around them', () => {
    const template = templateWith({
      ...{ docker_volume_size: 10, floating_ip_enabled: true },
      ...{ master_lb_enabled: true },
      labels: { etcd_volume_size: '8', docker_volume_type: 'fast' },
    });
    const plan = planWith({ diskGiB: 40, volumeType: 'slow' });
    expect(amounts(demandOf(plan, template, LISTS))).toEqual({
      ...{ instances: 3, cores: 6, memoryMiB: 3 * 4096, ports: 5 },
      ...{ floatingIps: 4, loadBalancers: 2, securityGroups: 2 },
      ...{ serverGroups: 2, serverGroupMembers: 2, clusters: 1 },
      ...{ networks: 1, routers: 1 },
      // To boot from, for containers, and for etcd.
      ...{ volumes: 2 + 3 + 1, gigabytes: 2 * 40 + 3 * 10 + 8 },
      ...{ 'volumes slow': 2, 'gigabytes slow': 80 },
      ...{ 'volumes fast': 3, 'gigabytes fast': 30 },
    });
  });

  it('counts what a change takes more, or gives back', () => {
    const template = templateWith({ fixed_network: 'theirs' });
    const before = planWith();
    expect(demandOf(before, template, LISTS, before)).toEqual([]);
    expect(
      amounts(demandOf(planWith({ count: 5 }), template, LISTS, before)),
    ).toEqual({
      ...{ instances: 3, cores: 6, memoryMiB: 3 * 4096, ports: 3 },
      serverGroupMembers: 5,
    });
    expect(
      amounts(demandOf(before, template, LISTS, planWith({ count: 3 }))),
    ).toEqual({ instances: -1, cores: -2, memoryMiB: -4096, ports: -1 });
  });
});
