import type {
  AuditorService,
  LoggerService,
} from '@backstage/backend-plugin-api';
import { toError } from '@backstage/errors';
import type { ClusterEvent } from '@pagoda/plugin-pagoda-common';
import type { Knex } from 'knex';
import { v7 as uuid } from 'uuid';

/** Events of clusters that are gone are kept for so long, in milliseconds. */
const KEPT = 90 * 24 * 60 * 60 * 1_000;

/** What is told of a provisioned cluster. */
export interface NewClusterEvent {
  /** Stable, such as `Provisioned`. */
  kind: string;
  severity: ClusterEvent['severity'];
  message: string;
  /** Entity reference; missing for what PAGoDA does by itself. */
  actor?: string;
}

interface Row {
  id: string;
  cluster: string;
  uid: string;
  at: number | string;
  actor: string | null;
  kind: string;
  severity: ClusterEvent['severity'];
  message: string;
}

/** What happened to provisioned clusters: for who looks at one, and for Backstage's audit log. */
export class ClusterEvents {
  readonly #knex: Knex;
  readonly #auditor: AuditorService;
  readonly #logger: LoggerService;

  constructor(options: {
    knex: Knex;
    auditor: AuditorService;
    logger: LoggerService;
  }) {
    this.#knex = options.knex;
    this.#auditor = options.auditor;
    this.#logger = options.logger;
  }

  /** Writes events in the transaction that makes them true; the audit log has them after its commit. */
  async append(
    tx: Knex.Transaction,
    { cluster, uid }: { cluster: string; uid: string },
    events: readonly NewClusterEvent[],
  ): Promise<void> {
    if (events.length === 0) {
      return;
    }
    const at = Date.now();
    await tx('cluster_events').insert(
      events.map(event => ({
        id: uuid(),
        ...{ cluster, uid },
        at,
        actor: event.actor ?? null,
        kind: event.kind,
        severity: event.severity,
        message: event.message,
      })),
    );
    tx.executionPromise.then(
      () => this.#audit(cluster, events),
      () => {
        // Rolled back, so there is nothing to tell; whoever awaits the transaction gets the error.
      },
    );
  }

  /** The newest first, older than the event `before`. */
  async list(
    uid: string,
    page: { limit: number; before?: string },
  ): Promise<ClusterEvent[]> {
    const rows: Row[] = await this.#knex('cluster_events')
      .where({ uid })
      .modify(query => {
        if (page.before !== undefined) {
          query.andWhere('id', '<', page.before);
        }
      })
      .orderBy('id', 'desc')
      .limit(page.limit);
    return rows.map(row => ({
      id: row.id,
      at: new Date(Number(row.at)).toISOString(),
      ...(row.actor !== null && { actor: row.actor }),
      kind: row.kind,
      severity: row.severity,
      message: row.message,
    }));
  }

  /** Deletes old events of clusters that are gone. */
  async trim(): Promise<void> {
    await this.#knex('cluster_events')
      .where('at', '<', Date.now() - KEPT)
      .whereNotIn('uid', this.#knex('cluster_plans').select('uid'))
      .delete();
  }

  async #audit(
    cluster: string,
    events: readonly NewClusterEvent[],
  ): Promise<void> {
    for (const { kind, severity, message, actor } of events) {
      try {
        const event = await this.#auditor.createEvent({
          eventId: 'cluster-lifecycle',
          severityLevel: severity === 'info' ? 'low' : 'medium',
          meta: { cluster, kind, message, ...(actor && { actor }) },
        });
        await event.success();
      } catch (error) {
        this.#logger.error(
          `The audit log lacks '${kind}' of cluster '${cluster}'`,
          toError(error),
        );
      }
    }
  }
}
