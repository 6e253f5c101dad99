import { toError } from '@backstage/errors';
import { isDeepStrictEqual } from 'node:util';
import type { Knex } from 'knex';
import type { Clouds } from '../../clouds/Clouds';
import type { CloudWatch } from '../../clouds/CloudWatch';
import type { ProvisioningSettings } from '../../clouds/CloudSettings';
import type {
  ClusterProvisioner,
  OperationState,
  ProvisionedCluster,
  ProvisionedState,
  ProvisionerMemory,
} from '../../provisioners/types';
import { setCondition } from '../../setCondition';
import type { ClusterConnections } from '../connections/ClusterConnections';
import type { NewClusterEvent } from './ClusterEvents';
import { toProvisioned } from './ClusterOperationService';
import type {
  ClusterOperationStore,
  OperationRecord,
} from './ClusterOperationStore';
import {
  TakenOverError,
  type ClusterPlanStore,
  type PlannedCluster,
} from './ClusterPlanStore';
import { costOfPlan } from './costOfPlan';
import { describeOperation, describeStep } from './describeStep';
import {
  conditionOf,
  conditionsOf,
  isUnfinished,
  phaseOf,
} from './lifecycleStates';
import type { LifecyclePhase } from './PlanRecord';
import type { Provisioners } from './Provisioners';

/** What {@link ClusterWork} needs. */
export interface ClusterWorkOptions {
  knex: Knex;
  plans: ClusterPlanStore;
  operations: ClusterOperationStore;
  provisioners: Provisioners;
  connections: ClusterConnections;
  clouds: Clouds;
  watch: CloudWatch;
  settings: ProvisioningSettings;
  /** In milliseconds since 1970. */
  now?: () => number;
  /** How long until the next look at a cluster of a cloud, in milliseconds. */
  pause: (
    kind: 'working' | 'settled' | 'slow',
    cloud: string,
    failures: number,
  ) => number;
}

type Claimed = PlannedCluster & { memory: Record<string, unknown> };

/** Who writes connections that were not entered by anybody. */
const SELF = 'pagoda';

/**
 * One step with one cluster: its operation, what its plan asks for, or its removal. It may be killed at any line, and
 * done again from what is stored.
 */
export class ClusterWork {
  readonly #options: ClusterWorkOptions;

  constructor(options: ClusterWorkOptions) {
    this.#options = options;
  }

  /**
   * What goes wrong with the cloud is written down; rejects for what is wrong with the database alone.
   *
   * @param term - of the lease under which it is done
   * @throws TakenOverError when another process works on it
   */
  async step(cluster: string, term: number): Promise<void> {
    const { plans } = this.#options;
    const claimed = await plans.claim(cluster, term);
    if (!claimed) {
      return;
    }
    try {
      if (claimed.deletingAt === undefined) {
        await this.#towardsPlan(claimed, term);
      } else {
        await this.#towardsNothing(claimed, term);
      }
    } catch (error) {
      if (error instanceof TakenOverError) {
        throw error;
      }
      await this.#failed(claimed, term, toError(error));
    }
  }

  async #towardsPlan(claimed: Claimed, term: number): Promise<void> {
    const { operations, provisioners, watch } = this.#options;
    const provisioner = provisioners.get(claimed.provisioner);
    const memory = this.#memory(claimed, term);
    const cluster = toProvisioned(claimed, claimed.memory);
    const events: NewClusterEvent[] = [];
    const operation = await operations.open(claimed.cluster);
    let operating = false;
    if (operation) {
      const state = await this.#operate(
        provisioner,
        cluster,
        operation,
        memory,
      );
      operating = state.phase === 'Running';
      await operations.observe(operation, state);
      events.push(...describeOperation(operation, state));
    }
    const state = await provisioner.reconcile(cluster, memory);
    if (state.connection) {
      await this.#connect(claimed, state.connection);
    }
    if (!state.settled || !claimed.settled) {
      // Before anybody can read that less is reserved for it.
      watch.changed(claimed.cloud);
    }
    await this.#observe(claimed, term, state, { operating, events });
  }

  /** An operation without end would keep others from being done. */
  async #operate(
    provisioner: ClusterProvisioner,
    cluster: ProvisionedCluster,
    operation: OperationRecord,
    memory: ProvisionerMemory,
  ): Promise<OperationState> {
    const state = await provisioner.operate(cluster, operation, memory);
    const { createMinutes } = this.#options.settings;
    const { startedAt } = operation;
    return state.phase === 'Running' &&
      startedAt !== undefined &&
      this.#now() - startedAt > createMinutes * 60_000
      ? {
          phase: 'Failed',
          message: `Not done after ${createMinutes} minutes.${
            state.message === undefined ? '' : ` ${state.message}`
          }`,
        }
      : state;
  }

  async #towardsNothing(claimed: Claimed, term: number): Promise<void> {
    const { plans, provisioners, settings, watch, pause } = this.#options;
    const provisioner = provisioners.get(claimed.provisioner);
    const left = await provisioner.remove(
      toProvisioned(claimed, claimed.memory),
      this.#memory(claimed, term),
    );
    if (!left) {
      await plans.forget(claimed, term, {
        ...{ kind: 'Removed', severity: 'info' },
        message: 'Nothing of it is left.',
      });
      await this.#options.connections.changed(claimed.cluster);
      watch.changed(claimed.cloud);
      return;
    }
    const overdue = this.#isOverdue(claimed, settings.deleteMinutes);
    const stuck = left.stuck || overdue;
    const before = conditionOf(claimed.conditions, 'Removed');
    await plans.observe(
      claimed,
      term,
      {
        phase: 'Deleting',
        failures: 0,
        timedOut: overdue,
        conditions: setCondition(claimed.conditions, {
          ...{ type: 'Removed', status: 'False' },
          reason: stuck ? 'Stuck' : 'Removing',
          message: left.message,
        }),
        nextAt:
          this.#now() + pause(overdue ? 'slow' : 'working', claimed.cloud, 0),
      },
      stuck && before?.reason !== 'Stuck'
        ? [
            {
              ...{ kind: 'RemovalStuck', severity: 'error' },
              message: `Its removal does not go on: ${left.message}`,
            },
          ]
        : [],
    );
  }

  async #observe(
    claimed: Claimed,
    term: number,
    state: ProvisionedState,
    { operating, events }: { operating: boolean; events: NewClusterEvent[] },
  ): Promise<void> {
    const { plans, clouds, watch, settings, pause } = this.#options;
    const settled = state.settled && !operating;
    const overdue =
      !settled && this.#isOverdue(claimed, settings.createMinutes);
    const phase = phaseOf(claimed.phase, state, { overdue, operating });
    const { name, prices } = clouds.openstackOf(claimed.cloud);
    const cost = costOfPlan(
      claimed.plan,
      (await watch.offers(name)).flavors,
      prices,
    );
    const waiting = overdue || state.final ? 'slow' : 'working';
    const pace = settled ? 'settled' : waiting;
    await plans.observe(
      claimed,
      term,
      {
        ...{ phase, settled, cost },
        conditions: conditionsOf(claimed.conditions, state, {
          ...{ settled, overdue, now: this.#now() },
          minutes: settings.createMinutes,
        }),
        pools: state.pools,
        machines: state.machines,
        drift: state.drift,
        links: state.links,
        version: state.version,
        timedOut: overdue,
        failures: 0,
        nextAt: this.#now() + pause(pace, claimed.cloud, 0),
      },
      [
        ...events,
        ...describeStep(claimed, {
          ...{ phase, settled, overdue, drift: state.drift },
          cause: state.cause,
          minutes: settings.createMinutes,
        }),
      ],
    );
  }

  /** The cloud did not do what it was asked, or the provisioner has failed: how it was before stays, and why it is so is said. */
  async #failed(claimed: Claimed, term: number, error: Error): Promise<void> {
    const { plans, settings, watch, clouds, pause } = this.#options;
    const failures = claimed.failures + 1;
    const deleting = claimed.deletingAt !== undefined;
    const minutes = deleting ? settings.deleteMinutes : settings.createMinutes;
    const overdue = !claimed.settled && this.#isOverdue(claimed, minutes);
    const { reason, message } = clouds.find(claimed.cloud)
      ? watch.describeError(claimed.cloud, error)
      : { reason: 'CloudNotConfigured', message: error.message };
    const type = deleting ? 'Removed' : 'AsPlanned';
    const before = conditionOf(claimed.conditions, type);
    const phase: LifecyclePhase =
      overdue && !deleting && isUnfinished(claimed.phase)
        ? 'Failed'
        : claimed.phase;
    await plans.observe(
      claimed,
      term,
      {
        ...{ phase, failures, timedOut: overdue },
        conditions: setCondition(
          claimed.conditions,
          {
            ...{ type, reason },
            status: deleting ? 'False' : 'Unknown',
            message: `${message} It is tried again.`,
          },
          this.#now(),
        ),
        nextAt:
          this.#now() +
          pause(overdue ? 'slow' : 'working', claimed.cloud, failures),
      },
      [
        ...(before?.reason === reason
          ? []
          : [
              {
                ...{ kind: 'StepFailed', severity: 'warning' as const },
                message,
              },
            ]),
        ...(overdue && !claimed.timedOut
          ? [
              {
                ...{ kind: 'TimedOut', severity: 'error' as const },
                message: `${deleting ? 'Not removed' : 'Not done'} after ${minutes} minutes: ${message}`,
              },
            ]
          : []),
      ],
    );
  }

  /** Stores how the cluster is reached, where that is another way than before; then it is an engine. */
  async #connect(
    { cluster }: Claimed,
    connection: NonNullable<ProvisionedState['connection']>,
  ): Promise<void> {
    const { knex, connections } = this.#options;
    const before = await connections.findStored(cluster);
    if (
      before &&
      before.kind === connection.kind &&
      isDeepStrictEqual(before.settings, connection.settings)
    ) {
      return;
    }
    await knex.transaction(tx =>
      connections.put(tx, cluster, connection, SELF),
    );
    await connections.changed(cluster);
  }

  #memory(claimed: Claimed, term: number): ProvisionerMemory {
    return {
      save: async patch => {
        for (const [key, value] of Object.entries(patch)) {
          if (value === undefined) {
            delete claimed.memory[key];
          } else {
            claimed.memory[key] = value;
          }
        }
        await this.#options.plans.saveMemory(claimed, term, claimed.memory);
      },
    };
  }

  #isOverdue({ beganAt }: Claimed, minutes: number): boolean {
    return this.#now() - beganAt > minutes * 60_000;
  }

  #now(): number {
    return (this.#options.now ?? Date.now)();
  }
}
