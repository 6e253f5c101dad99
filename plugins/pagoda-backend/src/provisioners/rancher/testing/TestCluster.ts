import { randomBytes, randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type {
  ClusterOperation,
  ClusterPlan,
} from '@pagoda/plugin-pagoda-common';
import type {
  OperationState,
  ProvisionedCluster,
  ProvisionedState,
  ProvisionerMemory,
  RemovalState,
} from '../../types';
import type { RancherProvisioner } from '../RancherProvisioner';

/** Between looks, in milliseconds; who is patient looks less often. */
const PAUSE = 150;

/** A name that no other test has. */
export function uniqueName(prefix: string): string {
  return `${prefix}-${randomBytes(3).toString('hex')}`;
}

/** The record of one cluster, which is reconciled as the portal does it: step after step, from what was saved. */
export class TestCluster implements ProvisionerMemory {
  readonly uid = randomUUID();
  plan: ClusterPlan;
  generation = 1;
  observedGeneration = 0;
  /** As it is stored. */
  stored = '{}';
  /** What was ever saved, the oldest first. */
  readonly saved: Record<string, unknown>[] = [];
  /** Called before something is saved; may throw, as if the process had ended. */
  onSave: () => void = () => {};
  readonly #provisioner: RancherProvisioner;
  readonly #patience: number;
  readonly #createdAt = Date.now();

  constructor(
    provisioner: RancherProvisioner,
    plan: ClusterPlan,
    patience: number,
  ) {
    this.#provisioner = provisioner;
    this.plan = plan;
    this.#patience = patience;
  }

  get record(): ProvisionedCluster {
    return {
      ...{ name: this.plan.name, uid: this.uid, plan: this.plan },
      generation: this.generation,
      observedGeneration: this.observedGeneration,
      createdAt: this.#createdAt,
      memory: JSON.parse(this.stored),
    };
  }

  async save(patch: Record<string, unknown>): Promise<void> {
    this.onSave();
    this.stored = JSON.stringify({ ...JSON.parse(this.stored), ...patch });
    this.saved.push(patch);
  }

  /** Changes the plan, as somebody in the portal does. */
  change(patch: Partial<ClusterPlan>): void {
    this.plan = { ...this.plan, ...patch };
    this.generation += 1;
  }

  async step(): Promise<ProvisionedState> {
    const state = await this.#provisioner.reconcile(this.record, this);
    if (state.settled) {
      this.observedGeneration = this.generation;
    }
    return state;
  }

  /** Steps until it is so; fails with the last state. */
  async until(
    what: string,
    isSo: (state: ProvisionedState) => boolean,
  ): Promise<ProvisionedState> {
    return this.#repeat(what, () => this.step(), isSo);
  }

  settled(): Promise<ProvisionedState> {
    return this.until('settled', ({ settled }) => settled);
  }

  /** Does an operation, with steps of the cluster between, as the portal does. */
  async operate(
    kind: ClusterOperation['kind'],
    parameters: Record<string, unknown> = {},
    id = randomUUID(),
  ): Promise<OperationState> {
    const operation = { id, kind, parameters, createdAt: Date.now() };
    return this.#repeat(
      `${kind} done`,
      async () => {
        const state = await this.#provisioner.operate(
          this.record,
          operation,
          this,
        );
        await this.step();
        return state;
      },
      ({ phase }) => phase !== 'Running',
    );
  }

  /** Removes it; tells all that was waited for. */
  async remove(): Promise<string[]> {
    const waited: string[] = [];
    await this.#repeat<RemovalState | undefined>(
      'removed',
      async () => {
        const state = await this.removeStep();
        if (state && waited.at(-1) !== state.message) {
          waited.push(state.message);
        }
        return state;
      },
      state => state === undefined,
    );
    return waited;
  }

  removeStep(): Promise<RemovalState | undefined> {
    return this.#provisioner.remove(this.record, this);
  }

  async #repeat<T>(
    what: string,
    act: () => Promise<T>,
    isSo: (value: T) => boolean,
  ): Promise<T> {
    const end = Date.now() + this.#patience;
    for (;;) {
      const value = await act();
      if (isSo(value)) {
        return value;
      }
      if (Date.now() > end) {
        throw new Error(
          `${this.plan.name} is not ${what}: ${JSON.stringify(value, null, 2)}`,
        );
      }
      await sleep(Math.max(PAUSE, this.#patience / 500));
    }
  }
}
