import { createHash } from 'node:crypto';
import { FakeMachines } from './FakeMachines.mjs';
import { FakeOperations } from './FakeOperations.mjs';
import { Keys } from './Keys.mjs';
import * as at from './paths.mjs';
import { writeStatus } from './writeStatus.mjs';

/** Keeps clusters until all is gone that belongs to them; not the name of one of Rancher's own finalizers. */
const FINALIZER = 'pagoda.test/fake-rancher';
const DELAY = 150;

/**
 * NOT Rancher: plays its controllers on an API server that has its CRDs. Sets the status of objects as Rancher's controllers
 * would, with delays; there are no machines, no agents and no planner. Nothing is written that contract.mjs does not know.
 * What goes wrong is decided by switches, see README.md.
 */
export class FakeRancher {
  #api;
  #switches = new Map();
  #clusters = new Map();
  #keys = new Keys(key => this.#reconcile(key));
  #machines;
  #operations;
  #kubeconfigFor;
  #onDriver;
  /** When something was first seen to be due, by what it is, in milliseconds since 1970. */
  #since = new Map();
  delay = DELAY;

  /**
   * @param {object} options
   * @param {import('./KubeApi.mjs').KubeApi} options.api of the administrator
   * @param {(id: string) => string} options.kubeconfigFor kubeconfig of a management cluster
   * @param {(active: boolean) => Promise<void>} options.onDriver makes or deletes the driver's CRDs
   */
  constructor({ api, kubeconfigFor, onDriver }) {
    this.#api = api;
    this.#kubeconfigFor = kubeconfigFor;
    this.#onDriver = onDriver;
    const since = (what, now) => this.since(what, now);
    this.#machines = new FakeMachines({ api, since });
    this.#operations = new FakeOperations({ api, since });
  }

  /** Until the signal. */
  start(signal) {
    this.#api.watch(
      at.CLUSTERS(),
      (cluster, gone) => {
        const key = keyOf(cluster);
        if (gone) {
          this.#clusters.delete(key);
          this.#forget(`${key} `);
        } else {
          this.#clusters.set(key, cluster);
          this.#keys.add(key);
        }
      },
      signal,
    );
    for (const path of [at.SAVES(), at.RESTORES()]) {
      this.#api.watch(
        path,
        (object, gone) => {
          const { namespace } = object.metadata;
          const { clusterRef } = object.spec;
          if (!gone) {
            this.#keys.add(
              `${clusterRef.namespace || namespace}/${clusterRef.name}`,
            );
          }
        },
        signal,
      );
    }
    this.#api.watch(
      at.NODE_DRIVERS,
      (driver, gone) => {
        if (!gone && driver.metadata.name === 'openstack') {
          this.#playDriver(driver).catch(report(`node driver`));
        }
      },
      signal,
    );
    signal.addEventListener('abort', () => this.#keys.stop());
  }

  /** Sets what goes wrong with a cluster; it need not be there yet. */
  setSwitches(key, switches) {
    if (switches) {
      this.#switches.set(key, switches);
    } else {
      this.#switches.delete(key);
    }
    this.#keys.add(key);
  }

  /** Since when something is due, in milliseconds since 1970; now for what is asked of for the first time. */
  since(what, now = Date.now()) {
    if (!this.#since.has(what)) {
      this.#since.set(what, now);
    }
    return this.#since.get(what);
  }

  #forget(prefix) {
    for (const what of this.#since.keys()) {
      if (what.startsWith(prefix)) {
        this.#since.delete(what);
      }
    }
  }

  #switchesOf(key, { annotations = {} }) {
    const text = annotations['pagoda.test/switches'];
    return {
      ...{ delayMs: this.delay },
      ...(text && JSON.parse(text)),
      ...this.#switches.get(key),
    };
  }

  /** One step; it goes on after the delay unless all is done. */
  async #reconcile(key) {
    const known = this.#clusters.get(key);
    if (!known) {
      return;
    }
    const { namespace, name } = known.metadata;
    const path = at.one(at.CLUSTERS(namespace), name);
    const cluster = await this.#api.find(path);
    if (!cluster) {
      return;
    }
    const switches = this.#switchesOf(key, cluster.metadata);
    if (switches.ignore) {
      return;
    }
    const context = { key, cluster, path, switches, delay: switches.delayMs };
    const settled = cluster.metadata.deletionTimestamp
      ? await this.#remove(context)
      : await this.#provision(context);
    if (!settled) {
      this.#keys.add(key, context.delay);
    }
  }

  async #provision(context) {
    const { cluster, path, switches } = context;
    const { metadata, spec } = cluster;
    if (!metadata.finalizers?.includes(FINALIZER)) {
      await this.#api.merge(path, {
        metadata: { finalizers: [...(metadata.finalizers ?? []), FINALIZER] },
      });
    }
    const management = await this.#ensureManagement(cluster);
    const id = management.metadata.name;
    await writeStatus(this.#api, path, cluster, {
      clusterName: id,
      fleetWorkspaceName: metadata.namespace,
    });
    if (!spec.rkeConfig) {
      // An imported cluster, which is not played.
      return true;
    }
    const refused = await this.#claimConfigs(cluster);
    const plane = await this.#ensureControlPlane(cluster, id);
    let outcome = {};
    if (refused || switches.plannerError) {
      outcome = { error: refused ?? switches.plannerError };
    } else if (switches.hold) {
      outcome = { waiting: 'waiting for viable init node' };
    } else {
      const machines = await this.#machines.play(context);
      const operations =
        machines.waiting || machines.error
          ? {}
          : await this.#operations.play(context, plane, machines.all);
      outcome = { ...machines, ...operations };
    }
    await this.#tell(context, { management, plane, outcome });
    return !outcome.waiting && !outcome.error;
  }

  /** The conditions of the cluster, of its control plane, and of the management cluster. */
  async #tell({ cluster, path, switches }, { management, plane, outcome }) {
    const { error, waiting } = outcome;
    const isReady = !error && !waiting;
    const mirrored = describeOutcome(outcome);
    const { namespace, name, generation } = cluster.metadata;
    await writeStatus(
      this.#api,
      at.one(at.CONTROL_PLANES(namespace), name),
      plane,
      {
        observedGeneration: plane.metadata.generation,
        ...(isReady && { ready: true, initialized: true }),
        agentConnected: isReady && !switches.disconnected,
        conditions: {
          Ready: mirrored,
          Updated: mirrored,
          Reconciled: mirrored,
        },
      },
    );
    if (isReady) {
      await this.#ensureKubeconfig(cluster, management.metadata.name);
    }
    const seen = isReady || cluster.status.ready;
    if (seen) {
      const connected = !switches.disconnected;
      await writeStatus(
        this.#api,
        at.one(at.MANAGEMENT_CLUSTERS, management.metadata.name),
        management,
        {
          conditions: {
            Connected: [connected ? 'True' : 'False', '', ''],
            Ready: connected
              ? ['True', '', '']
              : ['False', 'Disconnected', 'Cluster agent is not connected'],
            AgentDeployed: ['True', '', ''],
          },
        },
      );
    }
    await writeStatus(this.#api, path, cluster, {
      observedGeneration: generation,
      // Never false again: Rancher does not take it back either.
      ...(isReady && {
        ready: true,
        agentDeployed: true,
        clientSecretName: `${name}-kubeconfig`,
      }),
      conditions: {
        Updated: mirrored,
        Provisioned: mirrored,
        Ready: mirrored,
        RKECluster: ['True', '', ''],
        Stalled: ['False', '', ''],
        Reconciling: [isReady ? 'False' : 'True', '', ''],
      },
    });
  }

  async #ensureManagement({ metadata }) {
    const id = `c-m-${createHash('sha256').update(metadata.uid).digest('hex').slice(0, 8)}`;
    const path = at.one(at.MANAGEMENT_CLUSTERS, id);
    return (
      (await this.#api.find(path)) ??
      (await this.#api.create(at.MANAGEMENT_CLUSTERS, {
        apiVersion: 'management.cattle.io/v3',
        kind: 'Cluster',
        metadata: { name: id },
        spec: { displayName: metadata.name },
      })) ??
      (await this.#api.get(path))
    );
  }

  /** Machine configs belong to one cluster; what is wrong with them, if anything. */
  async #claimConfigs({ metadata, spec }) {
    for (const { machineConfigRef: ref } of spec.rkeConfig.machinePools ?? []) {
      const path = at.one(at.OPENSTACK_CONFIGS(metadata.namespace), ref.name);
      const config = await this.#api.find(path);
      if (!config) {
        return `openstackconfigs.rke-machine-config.cattle.io "${ref.name}" not found`;
      }
      const [owner] = config.metadata.ownerReferences ?? [];
      if (owner && owner.uid !== metadata.uid) {
        return `machine config ${ref.name} is already owned by cluster ${owner.name}`;
      }
      if (!owner) {
        await this.#api.merge(path, {
          metadata: {
            ownerReferences: [
              {
                apiVersion: 'provisioning.cattle.io/v1',
                kind: 'Cluster',
                ...{ name: metadata.name, uid: metadata.uid },
              },
            ],
          },
        });
      }
    }
    const pools = spec.rkeConfig.machinePools ?? [];
    const undescribed = pools.findIndex(pool => !pool.dynamicSchemaSpec);
    if (undescribed >= 0) {
      // Rancher writes into the spec, too: whoever puts whole pools back loses it.
      await this.#api.call(
        'PATCH',
        at.one(at.CLUSTERS(metadata.namespace), metadata.name),
        pools.flatMap(({ name, dynamicSchemaSpec }, index) => [
          {
            op: 'test',
            path: `/spec/rkeConfig/machinePools/${index}/name`,
            value: name,
          },
          {
            op: 'add',
            path: `/spec/rkeConfig/machinePools/${index}/dynamicSchemaSpec`,
            value: dynamicSchemaSpec ?? '{"resourceFields":{}}',
          },
        ]),
        { type: 'application/json-patch+json', accept: [404, 422] },
      );
    }
    return undefined;
  }

  async #ensureControlPlane({ metadata, spec }, id) {
    const { namespace, name, uid } = metadata;
    const { etcdSnapshotCreate, etcdSnapshotRestore, rotateCertificates } =
      spec.rkeConfig;
    const wanted = {
      clusterName: name,
      managementClusterName: id,
      kubernetesVersion: spec.kubernetesVersion,
      ...(etcdSnapshotCreate && { etcdSnapshotCreate }),
      ...(etcdSnapshotRestore && { etcdSnapshotRestore }),
      ...(rotateCertificates && { rotateCertificates }),
    };
    const path = at.one(at.CONTROL_PLANES(namespace), name);
    const found = await this.#api.find(path);
    if (!found) {
      return this.#api.create(at.CONTROL_PLANES(namespace), {
        apiVersion: 'rke.cattle.io/v1',
        kind: 'RKEControlPlane',
        metadata: {
          ...{ name, namespace },
          labels: { 'cluster.x-k8s.io/cluster-name': name },
          ownerReferences: [
            {
              apiVersion: 'provisioning.cattle.io/v1',
              kind: 'Cluster',
              name,
              uid,
            },
          ],
        },
        spec: wanted,
      });
    }
    const isSame = Object.entries(wanted).every(
      ([field, value]) =>
        JSON.stringify(found.spec[field]) === JSON.stringify(value),
    );
    return isSame ? found : this.#api.merge(path, { spec: wanted });
  }

  async #ensureKubeconfig({ metadata }, id) {
    const { namespace, name } = metadata;
    const secret = `${name}-kubeconfig`;
    if (!(await this.#api.find(at.one(at.SECRETS(namespace), secret)))) {
      await this.#api.create(at.SECRETS(namespace), {
        apiVersion: 'v1',
        kind: 'Secret',
        metadata: { name: secret, namespace },
        stringData: { value: this.#kubeconfigFor(id) },
      });
    }
  }

  /** Rancher takes everything away before the cluster goes. */
  async #remove({ key, cluster, path, switches, delay }) {
    const { metadata } = cluster;
    const { namespace, name } = metadata;
    if (!metadata.finalizers?.includes(FINALIZER)) {
      return true;
    }
    const say = message =>
      writeStatus(this.#api, path, cluster, {
        conditions: {
          Removed: ['Unknown', 'Waiting', message],
          Waiting: ['Unknown', 'Waiting', message],
        },
      });
    const left = await this.#machines.remove({
      ...{ key, cluster, delay, stuck: switches.stuckDeletion },
    });
    if (left) {
      await say(left);
      return false;
    }
    await this.#operations.remove(cluster);
    await this.#api.delete(at.one(at.CONTROL_PLANES(namespace), name));
    await this.#api.delete(at.one(at.SECRETS(namespace), `${name}-kubeconfig`));
    if (cluster.status?.clusterName) {
      await this.#api.delete(
        at.one(at.MANAGEMENT_CLUSTERS, cluster.status.clusterName),
      );
    }
    await this.#api.merge(
      path,
      {
        metadata: {
          finalizers: metadata.finalizers.filter(one => one !== FINALIZER),
        },
      },
      { accept: [404] },
    );
    return true;
  }

  async #playDriver(driver) {
    const { active } = driver.spec;
    await this.#onDriver(active);
    const is = value => [value ? 'True' : 'False', undefined, undefined];
    await writeStatus(
      this.#api,
      at.one(at.NODE_DRIVERS, driver.metadata.name),
      driver,
      {
        conditions: {
          Downloaded: is(true),
          Installed: is(true),
          Active: is(active),
          Inactive: is(!active),
        },
      },
    );
  }
}

function keyOf({ metadata }) {
  return `${metadata.namespace}/${metadata.name}`;
}

function report(what) {
  return error => console.error(`${what}: ${error.message}`);
}

/** A condition that says how far the planner is. */
function describeOutcome({ error, waiting }) {
  if (error) {
    return ['False', 'Error', error];
  }
  return waiting ? ['Unknown', 'Waiting', waiting] : ['True', '', ''];
}
