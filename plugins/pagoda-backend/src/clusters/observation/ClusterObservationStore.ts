import type { ClusterResources, Condition } from '@pagoda/plugin-pagoda-common';
import type { Knex } from 'knex';
import type { ClusterRecord } from '../ClusterStore';
import type { ObservedFeatures } from './readFeatures';
import type { NodeRecord } from './readNodes';

/** What one look at a cluster has shown. */
export interface ClusterObservation {
  /** The cluster's generation that was looked at. */
  generation: number;
  phase: ClusterRecord['phase'];
  conditions: Condition[];
  /** Missing when it did not answer: what was seen before stays then. */
  seen?: {
    version: string;
    capacity: ClusterResources;
    nodes: NodeRecord[];
    features: ObservedFeatures;
  };
}

/** Writes down what is seen of imported clusters; nothing of it is in the catalog. */
export class ClusterObservationStore {
  readonly #knex: Knex;

  constructor(knex: Knex) {
    this.#knex = knex;
  }

  /** Nothing happens when the cluster has gone in the meantime, or how it is reached has changed. */
  async observe(
    name: string,
    { generation, phase, conditions, seen }: ClusterObservation,
  ): Promise<void> {
    const now = Date.now();
    await this.#knex.transaction(async tx => {
      const updated = await tx('clusters')
        .where({ name, generation })
        .update({
          phase,
          conditions_json: JSON.stringify(conditions),
          observed_at: now,
          observed_generation: generation,
          ...(seen && {
            version: seen.version,
            capacity_json: JSON.stringify(seen.capacity),
          }),
        });
      if (updated > 0 && seen) {
        const { nodes, features } = seen;
        await tx('cluster_observations')
          .insert({
            cluster: name,
            contacted_at: now,
            features_json: JSON.stringify(features),
            nodes_json: JSON.stringify(nodes),
            nodes_total: nodes.length,
            nodes_ready: nodes.filter(({ ready }) => ready).length,
          })
          .onConflict('cluster')
          .merge();
      }
    });
  }

  /** The nodes as they were last seen, by name. */
  async nodes(cluster: string): Promise<NodeRecord[]> {
    const row = await this.#knex('cluster_observations')
      .where({ cluster })
      .first('nodes_json');
    return row ? JSON.parse(row.nodes_json) : [];
  }
}
