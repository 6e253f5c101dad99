import { createHash } from 'node:crypto';
import * as at from './paths.mjs';
import { writeStatus } from './writeStatus.mjs';

const CLUSTER = 'rke.cattle.io/cluster-name';
const CREATE = ['Started', 'RestartCluster', 'Finished'];
const RESTORE = [
  ...['Started', 'Shutdown', 'Restore', 'PostRestorePodCleanup'],
  ...['InitialRestartCluster', 'PostRestoreNodeCleanup', 'RestartCluster'],
  'Finished',
];

/** NOT Rancher: snapshots of etcd, restoring them, and rotation of certificates, as objects alone. Part of FakeRancher. */
export class FakeOperations {
  #api;
  #since;

  constructor({ api, since }) {
    this.#api = api;
    this.#since = since;
  }

  /** One step of each that is due; what is waited for, or what is wrong. */
  async play(context, plane, machines) {
    return (
      (await this.#rotate(context, plane)) ??
      (await this.#create(context, plane, machines)) ??
      (await this.#restore(context, plane)) ??
      (await this.#playObjects(context, machines)) ??
      {}
    );
  }

  async remove({ metadata: { namespace, name } }) {
    const found = await this.#api.list(
      at.SNAPSHOTS(namespace),
      `${CLUSTER}=${name}`,
    );
    for (const { metadata } of found) {
      await this.#api.delete(at.one(at.SNAPSHOTS(namespace), metadata.name));
    }
  }

  async #rotate({ key, delay }, plane) {
    const wanted = plane.spec.rotateCertificates?.generation ?? 0;
    const { certificateRotationGeneration: done = 0 } = plane.status ?? {};
    if (wanted === done) {
      return undefined;
    }
    if (!this.#isOver(`${key} rotate ${wanted}`, delay)) {
      return { waiting: 'rotating certificates' };
    }
    await this.#write(plane, { certificateRotationGeneration: wanted });
    return undefined;
  }

  async #create({ key, delay, switches }, plane, machines) {
    const wanted = plane.spec.etcdSnapshotCreate?.generation ?? 0;
    const { etcdSnapshotCreate, etcdSnapshotCreatePhase } = plane.status ?? {};
    const isOld = (etcdSnapshotCreate?.generation ?? 0) !== wanted;
    if (!isOld && /^(Finished|Failed)?$/.test(etcdSnapshotCreatePhase ?? '')) {
      return undefined;
    }
    const step = this.#step(`${key} snapshot ${wanted}`, delay);
    const phase = CREATE[Math.min(step, CREATE.length - 1)];
    if (switches.snapshotError && step >= 1) {
      await this.#write(plane, {
        etcdSnapshotCreate: { generation: wanted },
        etcdSnapshotCreatePhase: 'Failed',
      });
      return undefined;
    }
    if (phase === 'Finished') {
      await this.#save(plane, machines, `g${wanted}`);
    }
    await this.#write(plane, {
      etcdSnapshotCreate: { generation: wanted },
      etcdSnapshotCreatePhase: phase,
    });
    return phase === 'Finished'
      ? undefined
      : { waiting: 'waiting for etcd snapshot creation' };
  }

  async #restore({ key, delay, switches }, plane) {
    const wanted = plane.spec.etcdSnapshotRestore;
    const { etcdSnapshotRestore, etcdSnapshotRestorePhase } =
      plane.status ?? {};
    const isOld =
      (wanted?.generation ?? 0) !== (etcdSnapshotRestore?.generation ?? 0);
    if (!isOld && /^(Finished|Failed)?$/.test(etcdSnapshotRestorePhase ?? '')) {
      return undefined;
    }
    const step = this.#step(`${key} restore ${wanted.generation}`, delay);
    const failed = switches.restoreError && step >= 2;
    const phase = failed
      ? 'Failed'
      : RESTORE[Math.min(step, RESTORE.length - 1)];
    await this.#write(plane, {
      etcdSnapshotRestore: wanted,
      etcdSnapshotRestorePhase: phase,
    });
    return failed || phase === 'Finished'
      ? undefined
      : { waiting: `waiting for etcd restore: ${phase}` };
  }

  /** Operations of 2.15, which are objects of their own. */
  async #playObjects({ key, cluster, delay, switches }, machines) {
    const { namespace, name } = cluster.metadata;
    for (const { path, kind, steps, error } of [
      {
        path: at.SAVES(namespace),
        kind: 'save',
        steps: ['Preflight', 'Save', 'Restart'],
        error: switches.snapshotError,
      },
      {
        path: at.RESTORES(namespace),
        kind: 'restore',
        steps: ['Preflight', 'Shutdown', 'Restore', 'PostRestorePodCleanup'],
        error: switches.restoreError,
      },
    ]) {
      const found = await this.#api.list(path).catch(problem => {
        if (problem.status === 404) {
          return [];
        }
        throw problem;
      });
      for (const object of found) {
        const { phase } = object.status ?? {};
        if (
          object.spec.clusterRef.name !== name ||
          /^(Succeeded|Failed|Canceled)$/.test(phase ?? '')
        ) {
          continue;
        }
        const { uid, generation } = object.metadata;
        const step = this.#step(`${key} ${kind} ${uid}`, delay) - 1;
        const own = at.one(path, object.metadata.name);
        const say = fields =>
          writeStatus(this.#api, own, object, {
            ...{ observedGeneration: generation, ...fields },
          });
        if (step < 0) {
          await say({ phase: 'Pending' });
        } else if (error && step >= 1) {
          await say({ phase: 'Failed', step: steps[1] });
        } else if (step < steps.length) {
          await say({ phase: 'InProgress', step: steps[step] });
        } else {
          if (kind === 'save') {
            await this.#save(
              { metadata: { namespace, name } },
              machines,
              object.spec.args?.name ?? uid,
            );
          }
          await say({ phase: 'Succeeded', step: steps.at(-1) });
          continue;
        }
        if (error && step >= 1) {
          continue;
        }
        return { waiting: `waiting for etcd ${kind}` };
      }
    }
    return undefined;
  }

  /** A snapshot on each machine of the control plane, under names that say for what they were made. */
  async #save({ metadata: { namespace, name } }, machines, what) {
    const createdAt = new Date().toISOString().replace(/\.\d+/, '');
    for (const { machine } of machines) {
      const node = machine.metadata.name;
      if (!machine.metadata.labels['cluster.x-k8s.io/control-plane']) {
        continue;
      }
      const file = `on-demand-${node}-${what}`;
      const hash = createHash('sha256').update(file).digest('hex').slice(0, 10);
      const snapshot = {
        apiVersion: 'rke.cattle.io/v1',
        kind: 'ETCDSnapshot',
        metadata: {
          name: `${name}-${hash}-local`,
          namespace,
          labels: { [CLUSTER]: name },
        },
        spec: { clusterName: name },
        snapshotFile: {
          ...{ name: file, nodeName: node, createdAt },
          location: `file:///var/lib/rancher/rke2/server/db/snapshots/${file}`,
          ...{ size: 12_345_678, status: 'successful' },
        },
      };
      await this.#api.create(at.SNAPSHOTS(namespace), snapshot);
      await writeStatus(
        this.#api,
        at.one(at.SNAPSHOTS(namespace), snapshot.metadata.name),
        snapshot,
        { missing: false },
      );
    }
  }

  async #write(plane, fields) {
    const { namespace, name } = plane.metadata;
    await writeStatus(
      this.#api,
      at.one(at.CONTROL_PLANES(namespace), name),
      plane,
      { observedGeneration: plane.metadata.generation, ...fields },
    );
  }

  #step(what, delay) {
    const age = Date.now() - this.#since(what);
    return delay > 0 ? Math.floor(age / delay) : Infinity;
  }

  #isOver(what, delay) {
    return this.#step(what, delay) >= 1;
  }
}
