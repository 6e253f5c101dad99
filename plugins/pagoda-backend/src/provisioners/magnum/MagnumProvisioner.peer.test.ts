import { createPrivateKey, X509Certificate } from 'node:crypto';
import type { ClusterPlan } from '@pagoda/plugin-pagoda-common';
import { Clouds } from '../../clouds/Clouds';
import { readOffers } from '../../clouds/openstack/readOffers';
import { eventually } from '../../testing/kubernetesPeer';
import {
  all,
  createOpenStackAdministrator,
  createPeerProject,
  type PeerProject,
} from '../../testing/openStackPeer';
import type {
  ProvisionedCluster,
  ProvisionedState,
  ProvisionerMemory,
} from '../types';
import { LABELS } from './buildCluster';
import { MagnumProvisioner } from './MagnumProvisioner';
import type { MagnumNotes } from './Notes';

const KEY =
  'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIGkT5ePDhM0u9nVnG6v8w1cN5rT1v2nZ8k4mG1mYbqQd test';
/** Magnum looks after its clusters each ten seconds, and one thing after the other takes a while. */
const PATIENCE = 150_000;

/** The record of a cluster, and what is kept of it, as the portal does. */
class Record {
  plan: ClusterPlan;
  generation = 1;
  observedGeneration = 0;
  memory: { [key: string]: unknown } = {};
  /** Fails when it is called so many times more, as if the process was killed there. */
  killAfter = Infinity;
  readonly uid: string;

  constructor(plan: ClusterPlan) {
    this.plan = plan;
    this.uid = `0190${Math.random().toString(16).slice(2, 14)}`;
  }

  get cluster(): ProvisionedCluster {
    const { plan, uid, generation, observedGeneration } = this;
    // As it comes out of the database.
    const memory = JSON.parse(
      JSON.stringify(this.memory),
    ) as typeof this.memory;
    return {
      ...{ name: plan.name, uid, plan, generation, observedGeneration },
      ...{ createdAt: 0, memory },
    };
  }

  get notes(): MagnumNotes {
    return this.memory;
  }

  readonly store: ProvisionerMemory = {
    save: async patch => {
      this.killAfter -= 1;
      if (this.killAfter === 0) {
        this.killAfter = Infinity;
        throw new Error('killed');
      }
      Object.assign(this.memory, patch);
      if (this.killAfter === 1) {
        this.killAfter = Infinity;
        throw new Error('killed after it was written');
      }
    },
  };

  change(plan: Partial<ClusterPlan>): void {
    this.plan = { ...this.plan, ...plan };
    this.generation += 1;
  }
}

describe('MagnumProvisioner on the real Magnum', () => {
  let project: PeerProject;
  let clouds: Clouds;
  let provisioner: MagnumProvisioner;
  /** Added to the clock. */
  let later = 0;

  const pools: ClusterPlan['pools'] = [
    { name: 'control', role: 'control-plane', count: 1, flavor: 'm1.small' },
    { name: 'work', role: 'worker', count: 2, flavor: 'm1.small' },
  ];
  const planOf = (name: string): ClusterPlan => ({
    ...{ name, provisioner: 'magnum', cloud: 'campus', pools, keypair: 'key' },
    clusterTemplate: 'old',
  });

  beforeAll(async () => {
    project = await createPeerProject('magnum');
    const { compute, containerInfra } = project.client;
    await compute.createKeypair('key', KEY);
    for (const [name, kube_tag] of [
      ['old', 'v1.33.4'],
      ['new', 'v1.34.1'],
      ['older', 'v1.32.0'],
    ]) {
      await containerInfra.createClusterTemplate({
        ...{ name, coe: 'kubernetes', image_id: 'fedora-coreos' },
        ...{ flavor_id: 'm1.small', master_flavor_id: 'm1.small' },
        ...{ external_network_id: 'public', network_driver: 'calico' },
        ...{ volume_driver: 'cinder', docker_volume_size: 5 },
        labels: { kube_tag },
      });
    }
    clouds = new Clouds([
      {
        ...{ kind: 'openstack', name: 'campus', title: 'Campus' },
        connection: project.connection,
        dashboardUrl: 'https://horizon.example.org/',
      },
    ]);
    const { client } = project;
    provisioner = new MagnumProvisioner(
      { clouds, portal: 'p1', offers: () => readOffers(client) },
      () => Date.now() + later,
    );
  }, 60_000);
  afterEach(() => {
    later = 0;
  });
  afterAll(async () => {
    await clouds?.close();
    await project?.remove();
  }, 120_000);

  async function step(record: Record): Promise<ProvisionedState> {
    const state = await provisioner.reconcile(record.cluster, record.store);
    if (state.settled) {
      record.observedGeneration = record.generation;
    }
    return state;
  }

  /** Steps until it is so. */
  async function until(
    record: Record,
    expected: Partial<ProvisionedState>,
  ): Promise<ProvisionedState> {
    return eventually(async () => {
      const state = await step(record);
      expect(state).toMatchObject(expected);
      return state;
    }, PATIENCE);
  }

  async function remove(record: Record): Promise<void> {
    await eventually(async () => {
      expect(
        await provisioner.remove(record.cluster, record.store),
      ).toBeUndefined();
    }, PATIENCE);
  }

  async function inMagnum({ uid }: Record) {
    const clusters = await all(project.client.containerInfra.clusters());
    return clusters.filter(({ labels }) => labels[LABELS.uid] === uid);
  }

  /** Steps until it is known although it was killed; answers with how it ended. */
  async function killed(record: Record): Promise<string[]> {
    const outcomes: string[] = [];
    const begun = Date.now();
    await eventually(async () => {
      if (Date.now() - begun > 5_000) {
        // Before Magnum was asked, which nobody can know before it has had time to show the cluster.
        later = 100_000;
      }
      await step(record).catch((error: Error) => {
        outcomes.push(error.message);
      });
      expect(record.notes.seen).toBe(true);
      expect(record.killAfter).toBe(Infinity);
    }, PATIENCE);
    return outcomes;
  }

  it('makes, resizes, upgrades, certifies and deletes a cluster', async () => {
    const { containerInfra } = project.client;
    const record = new Record(planOf('whole'));
    expect(await provisioner.check(record.plan)).toEqual([]);
    expect(await provisioner.demand(record.plan)).toEqual(
      expect.arrayContaining([
        { resource: 'instances', amount: 3 },
        { resource: 'cores', amount: 3 },
        { resource: 'memoryMiB', amount: 3 * 2048 },
        { resource: 'gigabytes', amount: 15 },
        { resource: 'serverGroupMembers', amount: 2 },
        { resource: 'clusters', amount: 1 },
      ]),
    );
    expect(await step(record)).toMatchObject({
      ...{ phase: 'Provisioning', settled: false },
    });
    const made = await until(record, { phase: 'Ready', settled: true });
    expect(made.pools).toEqual([
      expect.objectContaining({ name: 'control', wanted: 1, ready: 1 }),
      expect.objectContaining({ name: 'work', wanted: 2, ready: 2 }),
    ]);
    expect(made.machines).toHaveLength(3);
    expect(made.drift).toEqual([]);
    expect(made.links[0].url).toBe(
      `https://horizon.example.org/ngdetails/OS::Magnum::Cluster/${record.notes.id}`,
    );
    const [found] = await inMagnum(record);
    expect(found.labels).toMatchObject({
      ...{ pagoda_portal: 'p1', pagoda_cluster: 'whole' },
      // The template's are still there.
      kube_tag: 'v1.33.4',
    });
    expect(await provisioner.check(record.plan)).toMatchObject([
      { field: 'name' },
    ]);

    // A certificate that the cluster's authority has signed, for a key that nobody else has.
    const { kind, settings } = made.connection!;
    expect(kind).toBe('kubeconfig');
    expect(settings.server).toBe('https://127.0.0.1:6443');
    const { certificate, key } = settings.auth as {
      certificate: string;
      key: string;
    };
    const own = new X509Certificate(certificate);
    const authority = new X509Certificate(settings.ca!);
    expect(own.verify(authority.publicKey)).toBe(true);
    expect(own.subject.split('\n').sort()).toEqual([
      ...['CN=pagoda', 'O=system:masters'],
    ]);
    expect(own.checkPrivateKey(createPrivateKey(key))).toBe(true);
    // Many looks at what is quiet are one call.
    const calls = () =>
      clouds.openstack('campus').calls()['container-infra'].calls;
    const callsBefore = calls();
    for (let look = 0; look < 10; look += 1) {
      expect(await step(record)).toEqual(made);
    }
    expect(calls() - callsBefore).toBeLessThanOrEqual(2);
    // Nothing listens at the address that the played driver tells.
    await expect(
      provisioner.kubeconfig(record.cluster, 3600),
    ).rejects.toMatchObject({ code: 'ClusterUnreachable', status: 503 });

    // More workers, and another pool with bounds of its own.
    record.change({
      pools: [
        pools[0],
        { ...pools[1], count: 3 },
        { name: 'gpu', role: 'worker', count: 1, flavor: 'm1.medium' },
      ],
    });
    expect(
      await provisioner.check(record.plan, { ...record.plan, pools }),
    ).toEqual([]);
    expect(
      await provisioner.demand(record.plan, { ...record.plan, pools }),
    ).toEqual(
      expect.arrayContaining([
        { resource: 'instances', amount: 2 },
        { resource: 'cores', amount: 3 },
      ]),
    );
    expect((await step(record)).phase).toBe('Updating');
    const grown = await until(record, { phase: 'Ready', settled: true });
    expect(grown.pools.map(({ name, ready }) => [name, ready])).toEqual([
      ...[
        ['control', 1],
        ['work', 3],
        ['gpu', 1],
      ],
    ]);

    // The cluster, and then the group that is not taken along.
    expect(await provisioner.versions(record.cluster)).toEqual(['new']);
    record.change({ clusterTemplate: 'new' });
    const finished = async (
      operation: Parameters<typeof provisioner.operate>[1],
    ) =>
      eventually(async () => {
        // It is told apart from what has not begun yet by waiting.
        later += 5_000;
        const state = await provisioner.operate(
          ...([record.cluster, operation, record.store] as const),
        );
        expect(state).toEqual({ phase: 'Succeeded' });
      }, PATIENCE);
    await finished({
      ...{ id: 'upgrade-1', kind: 'upgrade', createdAt: 0 },
      parameters: { clusterTemplate: 'new' },
    });
    expect(record.notes.operation?.begun).toEqual(['cluster', 'gpu']);
    const template = await containerInfra.findClusterTemplate('new');
    expect((await inMagnum(record))[0].cluster_template_id).toBe(
      template?.uuid,
    );
    expect(await until(record, { phase: 'Ready' })).toMatchObject({
      drift: [],
    });

    // New certificates: the old ones do not count any more.
    const before = record.notes.certificate;
    await finished({
      ...{ id: 'rotate-1', kind: 'rotate', parameters: {}, createdAt: 0 },
    });
    await until(record, { phase: 'Ready' });
    expect(record.notes.certificate?.ca).not.toBe(before?.ca);
    expect(record.notes.certificate?.ca.trim()).toBe(
      (await containerInfra.authority(record.notes.id!)).trim(),
    );

    // What somebody does by hand is told, and left as it is.
    await containerInfra.resizeCluster(record.notes.id!, { node_count: 4 });
    await eventually(async () => {
      expect((await step(record)).drift).toEqual([
        { field: 'pools.work.count', wanted: '3', found: '4' },
      ]);
    }, PATIENCE);

    // A pool goes, and bounds come that the number of nodes has to follow.
    record.change({
      pools: [pools[0], { ...pools[1], count: 6, minCount: 5, maxCount: 8 }],
    });
    const bound = await until(record, { phase: 'Ready', settled: true });
    expect(bound.pools).toMatchObject([
      { name: 'control' },
      { name: 'work', wanted: 5, ready: 5, min: 5, max: 8 },
    ]);
    expect(bound.drift).toEqual([]);
    expect(await all(containerInfra.nodeGroups(record.notes.id!))).toHaveLength(
      2,
    );
    expect(
      await containerInfra.findNodeGroup(record.notes.id!, 'default-worker'),
    ).toMatchObject({ node_count: 5, min_node_count: 5, max_node_count: 8 });

    expect(
      await provisioner.remove(record.cluster, record.store),
    ).toMatchObject({ stuck: false });
    await remove(record);
    expect(await inMagnum(record)).toEqual([]);
  }, 600_000);

  it('makes one cluster, whenever it is killed', async () => {
    // Before and after each thing that is written until the cluster is known.
    for (const killAfter of [1, 2, 3, 4, 5, 6]) {
      const record = new Record(planOf(`killed-${killAfter}`));
      record.killAfter = killAfter;
      later = 0;
      expect(await killed(record)).toEqual([expect.stringContaining('killed')]);
      const [made, ...twins] = await inMagnum(record);
      expect(made.uuid).toBe(record.notes.id);
      expect(twins).toEqual([]);
    }
  }, 300_000);

  it('finds what was made by a request whose answer was lost, and one of two', async () => {
    const { containerInfra } = project.client;
    const record = new Record(planOf('lost'));
    const labels = { [LABELS.uid]: record.uid };
    const template = (await containerInfra.findClusterTemplate('old'))!.uuid;
    for (const name of ['lost', 'lost']) {
      await containerInfra.createCluster({
        ...{
          name,
          cluster_template_id: template,
          keypair: 'key',
          node_count: 2,
        },
        ...{ labels, merge_labels: true },
      });
    }
    await eventually(async () => {
      expect(await inMagnum(record)).toHaveLength(2);
    });
    await until(record, { phase: 'Ready' });
    await eventually(async () => {
      expect(await inMagnum(record)).toHaveLength(1);
    }, PATIENCE);
    expect((await inMagnum(record))[0].uuid).toBe(record.notes.id);

    // Deleted by somebody else: told, and not made again.
    await containerInfra.deleteCluster(record.notes.id!);
    const going = await until(record, { phase: 'Degraded' });
    expect(going.cause).toMatch(/deleted in the cloud/);
    const gone = await until(record, { phase: 'Failed', final: true });
    expect(gone.cause).toMatch(/gone from Magnum/);
    expect(await inMagnum(record)).toEqual([]);
    await remove(record);
  }, 200_000);

  it('says why a cluster failed, and makes another from a changed plan', async () => {
    const record = new Record(planOf('fail-one'));
    const failed = await until(record, { phase: 'Failed', final: true });
    expect(failed.cause).toBe('Magnum: asked to fail by its name.');
    expect(failed.settled).toBe(false);
    expect(failed.connection).toBeUndefined();
    const first = record.notes.id;
    record.change({ pools: [pools[0], { ...pools[1], count: 3 }] });
    expect((await step(record)).phase).toBe('Provisioning');
    await eventually(async () => {
      await step(record);
      expect(record.notes.id).toBeDefined();
      expect(record.notes.id).not.toBe(first);
    }, PATIENCE);
    expect((await until(record, { phase: 'Failed' })).pools[1].wanted).toBe(3);
    await remove(record);
    expect(await inMagnum(record)).toEqual([]);
  }, 200_000);

  it('tries a deletion again that failed, and a change that failed', async () => {
    const deleted = new Record(planOf('deletefails-one'));
    const updated = new Record(planOf('updatefails-one'));
    await until(deleted, { phase: 'Ready' });
    await until(updated, { phase: 'Ready' });
    updated.change({ pools: [pools[0], { ...pools[1], count: 3 }] });
    await until(updated, {
      ...{ phase: 'Degraded', settled: false },
      cause: 'Magnum: asked to fail by its name.',
    });
    await eventually(async () => {
      expect(
        await provisioner.remove(deleted.cluster, deleted.store),
      ).toMatchObject({
        stuck: true,
        message: expect.stringContaining('asked to fail by its name'),
      });
    }, PATIENCE);
    later = 61_000;
    await remove(deleted);
    await remove(updated);
  }, 300_000);

  it('says when the quota of clusters is used up, and goes on when there is more', async () => {
    const admin = createOpenStackAdministrator();
    const record = new Record(planOf('too-many'));
    const setLimit = (method: 'POST' | 'PATCH', hard_limit: number) =>
      admin.caller.request({
        ...{ service: 'container-infra', method },
        path:
          method === 'POST' ? ['quotas'] : ['quotas', project.id, 'Cluster'],
        body: { project_id: project.id, resource: 'Cluster', hard_limit },
      });
    try {
      const others = await all(project.client.containerInfra.clusters());
      await setLimit('POST', Math.max(1, others.length));
      const blocker = new Record(planOf('blocker'));
      if (others.length === 0) {
        await until(blocker, { phase: 'Ready' });
      }
      const state = await step(record);
      expect(state).toMatchObject({ phase: 'Failed', settled: false });
      expect(state.final).toBeFalsy();
      expect(state.cause).toMatch(/limit.*Free something in the cloud/);
      expect(record.notes.began).toBeUndefined();
      await setLimit('PATCH', 50);
      await until(record, { phase: 'Ready' });
      await remove(blocker);
      await remove(record);
    } finally {
      await admin.close();
    }
  }, 200_000);

  it('says that Magnum cannot act for application credentials', async () => {
    const { identity } = project.client;
    const { authUrl, region } = project.connection;
    const provisionerOf = async (unrestricted: boolean) => {
      const { id, secret } = await identity.createApplicationCredential({
        ...{ name: `unrestricted-${unrestricted}`, unrestricted },
      });
      const own = new Clouds([
        {
          ...{ kind: 'openstack', name: 'campus', title: 'Campus' },
          connection: {
            ...{ authUrl, region },
            auth: { applicationCredential: { id, secret: secret! } },
          },
        },
      ]);
      const offers = () => readOffers(project.client);
      return {
        own,
        limited: new MagnumProvisioner({ clouds: own, portal: 'p1', offers }),
      };
    };
    const restricted = await provisionerOf(false);
    const unrestricted = await provisionerOf(true);
    try {
      expect(
        await restricted.limited.check(planOf('restricted')),
      ).toMatchObject([
        { field: 'cloud', advice: expect.stringContaining('password') },
      ]);
      const record = new Record(planOf('unrestricted'));
      expect(await unrestricted.limited.check(record.plan)).toEqual([]);
      // This Keystone makes no trust for those either.
      await eventually(async () => {
        const state = await unrestricted.limited.reconcile(
          ...([record.cluster, record.store] as const),
        );
        expect(state.phase).toBe('Failed');
        expect(state.cause).toMatch(/trust.*give the cloud a user with a pass/);
      }, PATIENCE);
      await remove(record);
    } finally {
      await restricted.own.close();
      await unrestricted.own.close();
    }
  }, 300_000);

  it('refuses what the cloud does not have, and what cannot be changed', async () => {
    const plan = planOf('refused');
    const fields = async (wrong: Partial<ClusterPlan>, before?: ClusterPlan) =>
      (await provisioner.check({ ...plan, ...wrong }, before)).map(
        ({ field }) => field,
      );
    expect(await fields({})).toEqual([]);
    expect(await fields({ clusterTemplate: 'none' })).toContain(
      'clusterTemplate',
    );
    expect(
      await fields({
        keypair: 'none',
        sshUser: 'core',
        network: 'none',
        pools: [pools[0], { ...pools[1], flavor: 'm1.none', zone: 'mars' }],
      }),
    ).toEqual([
      ...['sshUser', 'network', 'keypair'],
      ...['pools[1].flavor', 'pools[1].zone'],
    ]);
    expect(
      await fields(
        {
          clusterTemplate: 'older',
          pools: [
            { ...pools[0], count: 3 },
            { ...pools[1], flavor: 'm1.tiny' },
          ],
        },
        plan,
      ),
    ).toEqual(['clusterTemplate', 'pools[0].count', 'pools[1].flavor']);
  }, 60_000);
});
