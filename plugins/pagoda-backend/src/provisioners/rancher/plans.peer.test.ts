import { planFor, provisionerOf } from './testing/RancherTarget';
import { RancherWorkbench } from './testing/RancherWorkbench';
import { uniqueName } from './testing/TestCluster';

jest.setTimeout(60_000);

let bench: RancherWorkbench;

beforeAll(async () => {
  bench = await RancherWorkbench.open();
});
afterEach(() => bench.tidy());
afterAll(() => bench.close());

describe('a plan', () => {
  it('is refused for what the cloud does not offer, and for what cannot be changed', async () => {
    const provisioner = provisionerOf(bench.target);
    const plan = planFor(bench.target, uniqueName('plan'));
    const [control, work] = plan.pools;
    const problems = await provisioner.check({
      ...plan,
      ...{ version: 'v1.20.0+rke2r1', keypair: 'mine', network: undefined },
      ...{ externalNetwork: 'research', securityGroups: ['default', 'nope'] },
      pools: [
        { ...control, image: undefined, flavor: 'm1.large' },
        { ...work, flavor: 'huge', image: 'Windows', zone: 'az9' },
      ],
    });
    expect(problems.map(({ field }) => field)).toEqual([
      'version',
      'externalNetwork',
      'securityGroups[1]',
      'keypair',
      'pools[0].diskGiB',
      'pools[0].image',
      'pools[0].network',
      'pools[1].flavor',
      'pools[1].image',
      'pools[1].zone',
      'pools[1].network',
    ]);
    const changed = {
      ...{ ...plan, version: 'v1.32.0+rke2r1' },
      pools: [control, { ...work, flavor: 'm1.large', count: 7 }],
    };
    expect(
      (await provisioner.check(changed, plan)).map(({ field }) => field),
    ).toEqual(['version', 'pools[1].flavor']);
    expect(
      await provisioner.demand(
        {
          ...plan,
          pools: [
            control,
            {
              ...{ ...work, count: 5, flavor: 'f-large' },
              ...{ diskGiB: 10, volumeType: 'v-1' },
            },
          ],
        },
        plan,
      ),
    ).toEqual([
      { resource: 'instances', amount: 3 },
      { resource: 'ports', amount: 3 },
      { resource: 'cores', amount: 36 },
      { resource: 'memoryMiB', amount: 72 * 1024 },
      { resource: 'floatingIps', amount: 3 },
      { resource: 'volumes', amount: 5 },
      { resource: 'gigabytes', amount: 50 },
      { resource: 'volumes', volumeType: 'ssd', amount: 5 },
      { resource: 'gigabytes', volumeType: 'ssd', amount: 50 },
    ]);
  });
});
