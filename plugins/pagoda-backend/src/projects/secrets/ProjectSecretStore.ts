import type { Secret } from '@pagoda/plugin-pagoda-common';
import type { Knex } from 'knex';
import { appendEntityChange } from '../../database/entityChanges';
import type { SecretBox } from '../../encryption/SecretBox';
import { conflict } from '../../http/errors';
import type { SecretRecord, SecretValues, SecretWrite } from './types';

interface SecretRow {
  project: string;
  name: string;
  type: Secret['type'];
  keys_json: string;
  registry: string | null;
  sealed: string;
  created_at: number | string;
  updated_at: number | string;
  updated_by: string;
}

/** Secrets that one project may have. */
const MAX_SECRETS = 100;

/** For {@link SecretBox}: what a sealed text of the table is for. */
export function secretPurpose(secret: {
  project: string;
  name: string;
}): string {
  return `project_secrets/${secret.project}/${secret.name}`;
}

/** All SQL of secrets; values are encrypted before they get here. */
export class ProjectSecretStore {
  readonly #knex: Knex;
  readonly #box: SecretBox;

  constructor(knex: Knex, box: SecretBox) {
    this.#knex = knex;
    this.#box = box;
  }

  async list(project: string): Promise<SecretRecord[]> {
    const rows = await this.#knex<SecretRow>('project_secrets')
      .where({ project })
      .orderBy('name');
    return rows.map(toRecord);
  }

  async find(project: string, name: string): Promise<SecretRecord | undefined> {
    const row = await this.#knex<SecretRow>('project_secrets')
      .where({ project, name })
      .first();
    return row && toRecord(row);
  }

  /**
   * Secrets with their values.
   *
   * @param options - `names`: these alone, and those that are not there are left out; `onUnreadable` is told of one that
   * cannot be decrypted, which is then left out
   * @throws SealedError when one cannot be decrypted and nobody is to be told
   */
  async values(
    project: string,
    options: {
      names?: string[];
      onUnreadable?: (name: string, error: unknown) => void;
    } = {},
  ): Promise<SecretValues[]> {
    const { names, onUnreadable } = options;
    const rows: SecretRow[] = await this.#knex<SecretRow>('project_secrets')
      .where({ project })
      .modify(query => {
        if (names) {
          query.whereIn('name', names);
        }
      })
      .orderBy('name');
    return rows.flatMap(({ name, type, sealed }) => {
      const purpose = secretPurpose({ project, name });
      try {
        return [
          { name, type, values: JSON.parse(this.#box.open(sealed, purpose)) },
        ];
      } catch (error) {
        if (!onUnreadable) {
          throw error;
        }
        onUnreadable(name, error);
        return [];
      }
    });
  }

  /** Creates or replaces it. */
  async put(secret: SecretWrite): Promise<SecretRecord> {
    const { project, name, type, values } = secret;
    const now = Date.now();
    const written = {
      type,
      keys_json: JSON.stringify(Object.keys(values).sort()),
      registry: secret.registry ?? null,
      sealed: this.#box.seal(JSON.stringify(values), secretPurpose(secret)),
      updated_at: now,
      updated_by: secret.updatedBy,
    };
    return this.#knex.transaction(async tx => {
      // Locks the project until the end, so that no two writers count at once.
      await tx('projects')
        .where({ name: project })
        .increment('secrets_generation');
      const [updated] = await tx<SecretRow>('project_secrets')
        .where({ project, name })
        .update(written)
        .returning('*');
      if (updated) {
        await tellOf(tx, project);
        return toRecord(updated);
      }
      const others = await tx('project_secrets')
        .where({ project })
        .pluck('name');
      if (others.length >= MAX_SECRETS) {
        throw conflict(
          'TooManySecrets',
          `Project '${project}' has ${others.length} secrets; at most ${MAX_SECRETS} are possible`,
          { field: 'secret', advice: 'Put several values into one secret.' },
        );
      }
      const [created] = await tx<SecretRow>('project_secrets')
        .insert({ project, name, ...written, created_at: now })
        .returning('*');
      await tellOf(tx, project);
      return toRecord(created);
    });
  }

  /** False when it was not there. */
  async delete(project: string, name: string): Promise<boolean> {
    return this.#knex.transaction(async tx => {
      const deleted = await tx('project_secrets')
        .where({ project, name })
        .delete();
      if (deleted > 0) {
        await tx('projects')
          .where({ name: project })
          .increment('secrets_generation');
        await tellOf(tx, project);
      }
      return deleted > 0;
    });
  }
}

/** Wakes what brings secrets to clusters. */
async function tellOf(tx: Knex.Transaction, project: string): Promise<void> {
  await appendEntityChange(tx, { kind: 'project', project, name: project });
}

function toRecord(row: SecretRow): SecretRecord {
  return {
    project: row.project,
    name: row.name,
    type: row.type,
    keys: JSON.parse(row.keys_json),
    registry: row.registry ?? undefined,
    createdAt: new Date(Number(row.created_at)),
    updatedAt: new Date(Number(row.updated_at)),
    updatedBy: row.updated_by,
  };
}
