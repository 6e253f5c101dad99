import type { Knex } from 'knex';
import type { VolumeKey } from './types';

/** Active runs whose volumes one list shows; more are not read. */
const MOUNT_LIMIT = 5_000;

/** Reads which runs mount which volumes, always from the few runs that have not ended. */
export class VolumeMounts {
  readonly #knex: Knex;

  constructor(knex: Knex) {
    this.#knex = knex;
  }

  /** The active runs that mount these volumes, by `project/name`; one query, from the few runs that are active. */
  async of(volumes: VolumeKey[]): Promise<Map<string, string[]>> {
    const mounts = new Map<string, string[]>();
    if (volumes.length === 0) {
      return mounts;
    }
    const wanted = new Set(
      volumes.map(({ project, name }) => `${project}/${name}`),
    );
    const rows: { project: string; volume: string; run: string }[] =
      await this.#knex('runs')
        .join('run_volumes', 'run_volumes.run', 'runs.id')
        .whereIn('runs.phase', ['Starting', 'Running'])
        .whereIn('runs.project', [...new Set(volumes.map(v => v.project))])
        .select('run_volumes.project', 'run_volumes.volume', 'run_volumes.run')
        .limit(MOUNT_LIMIT);
    for (const { project, volume, run } of rows) {
      const key = `${project}/${volume}`;
      if (wanted.has(key)) {
        mounts.set(key, [...(mounts.get(key) ?? []), run]);
      }
    }
    return mounts;
  }

  /** The volumes that active runs mount and may write, or the one asked for if it is among them. */
  async writable(only?: VolumeKey): Promise<VolumeKey[]> {
    const rows: { project: string; volume: string }[] = await this.#knex('runs')
      .join('run_volumes', 'run_volumes.run', 'runs.id')
      .whereIn('runs.phase', ['Starting', 'Running'])
      .andWhere('run_volumes.read_only', false)
      .modify(builder => {
        if (only) {
          builder
            .andWhere('runs.project', only.project)
            .andWhere('run_volumes.volume', only.name);
        }
      })
      .distinct('run_volumes.project', 'run_volumes.volume');
    return rows.map(({ project, volume }) => ({ project, name: volume }));
  }

  /** Up to `limit` runs that have not ended and mount the volume. */
  async unfinished(
    key: VolumeKey,
    limit: number,
    tx: Knex = this.#knex,
  ): Promise<{ id: string; phase: string }[]> {
    // From the project's unfinished runs, which are few, not from all runs that ever mounted the volume.
    return tx('runs')
      .where('runs.project', key.project)
      .whereIn('runs.phase', ['Queued', 'Starting', 'Running'])
      .whereExists(
        tx('run_volumes')
          .select(tx.raw('1'))
          .whereRaw('run_volumes.run = runs.id')
          .andWhere('run_volumes.volume', key.name),
      )
      .select('runs.id', 'runs.phase')
      .limit(limit);
  }
}
