import { randomBytes } from 'node:crypto';
import * as at from './paths.mjs';
import { writeStatus } from './writeStatus.mjs';

const CLUSTER = 'cluster.x-k8s.io/cluster-name';
const DEPLOYMENT = 'cluster.x-k8s.io/deployment-name';
const POOL = 'rke.cattle.io/rke-machine-pool-name';
const CONTROL_PLANE = 'cluster.x-k8s.io/control-plane';
const CAPI = 'cluster.x-k8s.io/v1beta1';
/** Of Kubernetes, on a machine: Rancher is not known to say it anywhere on machines. */
const VERSION = 'pagoda.test/version';

/** NOT Rancher: machines of the pools of clusters, as objects alone. Part of FakeRancher. */
export class FakeMachines {
  #api;
  #since;

  constructor({ api, since }) {
    this.#api = api;
    this.#since = since;
  }

  /** One step towards the machines that the pools want; what is waited for, or what is wrong. */
  async play({ key, cluster, switches, delay }) {
    const { namespace, name } = cluster.metadata;
    const pools = cluster.spec.rkeConfig.machinePools ?? [];
    const all = await this.#list(cluster);
    const version = cluster.spec.kubernetesVersion;
    const outcome = { all };
    for (const pool of pools) {
      const own = all.filter(({ machine }) => poolOf(machine) === pool.name);
      const quantity = pool.quantity ?? 1;
      for (let index = own.length; index < quantity; index += 1) {
        await this.#create(cluster, pool);
        outcome.waiting = `waiting for ${quantity - own.length} machines of pool ${pool.name}`;
      }
      for (const one of own.slice(quantity)) {
        outcome.waiting = `waiting for machine ${one.machine.metadata.name} to be deleted`;
        await this.#leave(one, { key, delay });
      }
      const staying = own.slice(0, quantity);
      const failing = isFailing(switches, pool);
      for (const one of staying) {
        const problem = await this.#grow(one, { key, delay, failing });
        outcome.error ??= problem.error;
        outcome.waiting ??= problem.waiting;
      }
      await this.#tellDeployment(cluster, pool, staying);
    }
    const names = new Set(pools.map(pool => pool.name));
    for (const one of all) {
      if (!names.has(poolOf(one.machine))) {
        outcome.waiting = `waiting for machine ${one.machine.metadata.name} to be deleted`;
        await this.#leave(one, { key, delay });
      }
    }
    await this.#dropDeployments(cluster, names);
    if (!outcome.error && !outcome.waiting) {
      outcome.waiting = await this.#upgrade(all, { key, delay, version });
    }
    if (!outcome.error && !outcome.waiting && pools.length > 0) {
      // The planner has something to do once all machines are there.
      const begun = this.#since(`${key} planned ${name} ${namespace}`);
      if (Date.now() - begun < delay) {
        outcome.waiting = 'waiting for viable init node';
      }
    }
    return outcome;
  }

  /** One step of the removal of all; what is waited for, if anything. */
  async remove({ key, cluster, delay, stuck }) {
    const all = await this.#list(cluster);
    for (const one of all) {
      await this.#leave(one, { key, delay, stuck });
    }
    const left = await this.#list(cluster);
    if (left.length > 0) {
      const [{ machine }] = left;
      return stuck
        ? `waiting for machine ${machine.metadata.name} to be deleted: ${stuck}`
        : `waiting for ${left.length} machines to be deleted`;
    }
    await this.#dropDeployments(cluster, new Set());
    return undefined;
  }

  /** Oldest first. */
  async #list({ metadata: { namespace, name } }) {
    const [machines, infra] = await Promise.all([
      this.#api.list(at.MACHINES(namespace), `${CLUSTER}=${name}`),
      this.#api
        .list(at.OPENSTACK_MACHINES(namespace), `${CLUSTER}=${name}`)
        .catch(error => {
          // The driver has been switched off.
          if (error.status === 404) {
            return [];
          }
          throw error;
        }),
    ]);
    const byName = new Map(infra.map(one => [one.metadata.name, one]));
    const age = ({ metadata }) =>
      `${metadata.creationTimestamp} ${metadata.name}`;
    return machines
      .sort((a, b) => (age(a) < age(b) ? -1 : 1))
      .map(machine => ({ machine, infra: byName.get(machine.metadata.name) }));
  }

  async #create({ metadata, spec }, pool) {
    const { namespace, name: cluster, uid } = metadata;
    const name = `${cluster}-${pool.name}-${randomBytes(4).toString('hex')}`;
    const common = {
      ...{ name, namespace },
      labels: {
        [CLUSTER]: cluster,
        [POOL]: pool.name,
        [DEPLOYMENT]: `${cluster}-${pool.name}`,
        ...(pool.controlPlaneRole && { [CONTROL_PLANE]: 'true' }),
      },
      ownerReferences: [
        {
          apiVersion: 'provisioning.cattle.io/v1',
          kind: 'Cluster',
          ...{ name: cluster, uid },
        },
      ],
    };
    await this.#api.create(at.OPENSTACK_MACHINES(namespace), {
      apiVersion: 'rke-machine.cattle.io/v1',
      kind: 'OpenstackMachine',
      metadata: common,
      spec: {},
    });
    await this.#api.create(at.MACHINES(namespace), {
      apiVersion: CAPI,
      kind: 'Machine',
      metadata: {
        ...common,
        annotations: { [VERSION]: spec.kubernetesVersion },
      },
      spec: machineSpec(cluster, name),
    });
  }

  /** A machine comes up in three steps. */
  async #grow({ machine, infra }, { key, delay, failing }) {
    const { namespace, name } = machine.metadata;
    if (machine.status?.phase === 'Running') {
      return {};
    }
    if (!failing && machine.status?.phase === 'Failed') {
      // As Rancher does, which tries again with another machine.
      await this.#delete(machine);
      return { waiting: `waiting for machine ${name} to be replaced` };
    }
    const age = Date.now() - this.#since(`${key} machine ${name}`);
    const steps = Math.min(3, delay > 0 ? Math.floor(age / delay) : 3);
    const phase = ['Pending', 'Provisioning', 'Provisioned', 'Running'][steps];
    if (failing && steps >= 1) {
      await this.#write({ machine, infra }, 'Failed', {
        failureReason: 'CreateError',
        failureMessage: failing,
        conditions: {
          CreateJob: ['False', 'CreateError', failing],
          Ready: ['False', 'CreateError', failing],
        },
      });
      return {
        error: `error creating machine ${namespace}/${name}: ${failing}`,
      };
    }
    const created = steps >= 2;
    await this.#write({ machine, infra }, phase, {
      conditions: {
        CreateJob: created
          ? ['True', '', '']
          : ['Unknown', 'Waiting', 'creating server'],
        Ready: created
          ? ['True', '', '']
          : ['Unknown', 'Waiting', 'waiting for the server'],
      },
    });
    return phase === 'Running'
      ? {}
      : { waiting: `waiting for machine ${name} to be ready` };
  }

  async #write({ machine, infra }, phase, infraStatus) {
    const { namespace, name } = machine.metadata;
    if (infra) {
      const path = at.one(at.OPENSTACK_MACHINES(namespace), name);
      await writeStatus(this.#api, path, infra, infraStatus);
    }
    const { failureReason, failureMessage } = infraStatus;
    await writeStatus(
      this.#api,
      at.one(at.MACHINES(namespace), name),
      machine,
      {
        phase,
        ...(failureReason && { failureReason, failureMessage }),
        ...(['Provisioned', 'Running'].includes(phase) && {
          infrastructureReady: true,
          addresses: [
            { type: 'InternalIP', address: addressOf(name) },
            { type: 'Hostname', address: name },
          ],
        }),
        ...(phase === 'Running' && {
          bootstrapReady: true,
          nodeRef: { apiVersion: 'v1', kind: 'Node', name },
        }),
      },
    );
  }

  async #leave({ machine, infra }, { key, delay, stuck }) {
    const { name } = machine.metadata;
    await this.#write({ machine, infra }, 'Deleting', {
      conditions: {
        DeleteJob: ['Unknown', 'Waiting', stuck ?? 'deleting server'],
      },
    });
    const begun = this.#since(`${key} leaving ${name}`);
    if (!stuck && Date.now() - begun >= delay) {
      await this.#delete(machine);
    }
  }

  async #delete({ metadata: { namespace, name } }) {
    await this.#api.delete(at.one(at.MACHINES(namespace), name));
    await this.#api.delete(at.one(at.OPENSTACK_MACHINES(namespace), name));
  }

  /** One machine after the other gets the version, those of the control plane first. */
  async #upgrade(all, { key, delay, version }) {
    const [next] = all
      .map(({ machine }) => machine)
      .filter(({ metadata }) => metadata.annotations?.[VERSION] !== version)
      .sort((a, b) => rank(a) - rank(b));
    if (!next) {
      return undefined;
    }
    const { namespace, name } = next.metadata;
    const begun = this.#since(`${key} upgrade ${name} ${version}`);
    if (Date.now() - begun >= delay) {
      await this.#api.merge(
        at.one(at.MACHINES(namespace), name),
        { metadata: { annotations: { [VERSION]: version } } },
        { accept: [404] },
      );
    }
    return `waiting for machine ${name} to be upgraded to ${version}`;
  }

  async #tellDeployment({ metadata }, pool, staying) {
    const { namespace, name: cluster, uid } = metadata;
    const name = `${cluster}-${pool.name}`;
    const path = at.one(at.DEPLOYMENTS(namespace), name);
    const replicas = pool.quantity ?? 1;
    const labels = { [CLUSTER]: cluster, [POOL]: pool.name };
    let deployment = await this.#api.find(path);
    if (!deployment) {
      deployment = await this.#api.create(at.DEPLOYMENTS(namespace), {
        apiVersion: CAPI,
        kind: 'MachineDeployment',
        metadata: {
          ...{ name, namespace, labels },
          ownerReferences: [
            {
              apiVersion: 'provisioning.cattle.io/v1',
              kind: 'Cluster',
              ...{ name: cluster, uid },
            },
          ],
        },
        spec: {
          ...{ clusterName: cluster, replicas },
          selector: { matchLabels: labels },
          template: { metadata: { labels }, spec: machineSpec(cluster, name) },
        },
      });
    } else if (deployment.spec.replicas !== replicas) {
      deployment = await this.#api.merge(path, { spec: { replicas } });
    }
    const ready = staying.filter(
      ({ machine }) => machine.status?.phase === 'Running',
    ).length;
    await writeStatus(this.#api, path, deployment, {
      observedGeneration: deployment.metadata.generation,
      phase: ready < replicas ? 'ScalingUp' : 'Running',
      ...{ replicas: staying.length, readyReplicas: ready },
      unavailableReplicas: replicas - ready,
    });
  }

  async #dropDeployments({ metadata: { namespace, name } }, pools) {
    const found = await this.#api.list(
      at.DEPLOYMENTS(namespace),
      `${CLUSTER}=${name}`,
    );
    for (const deployment of found) {
      if (!pools.has(poolOf(deployment))) {
        await this.#api.delete(
          at.one(at.DEPLOYMENTS(namespace), deployment.metadata.name),
        );
      }
    }
  }
}

function poolOf({ metadata }) {
  return metadata.labels?.[POOL];
}

function rank({ metadata }) {
  return metadata.labels[CONTROL_PLANE] ? 0 : 1;
}

/** The error of OpenStack that machines of the pool meet, if they do. */
function isFailing({ createError }, pool) {
  return createError &&
    (createError.pool === undefined || createError.pool === pool.name)
    ? createError.message
    : undefined;
}

function machineSpec(clusterName, name) {
  return {
    clusterName,
    bootstrap: {},
    infrastructureRef: {
      apiVersion: 'rke-machine.cattle.io/v1',
      kind: 'OpenstackMachine',
      name,
    },
  };
}

function addressOf(name) {
  const sum = Buffer.from(name).reduce((a, b) => (a * 31 + b) % 65_000, 7);
  return `10.96.${Math.floor(sum / 256)}.${sum % 256}`;
}
