import { createHash } from 'node:crypto';
import type { Knex } from 'knex';
import { ApiError } from './errors';

/** How long an answer is kept, in milliseconds. */
export const IDEMPOTENCY_TTL = 24 * 60 * 60 * 1000;

/** Identifies one request that must take effect at most once. */
export interface Idempotency {
  user: string;
  key: string;
  operation: string;
  /** SHA-256 of the operation, its path and its body. */
  requestHash: string;
}

/** An answer that was given before. */
export interface StoredAnswer {
  status: number;
  body: unknown;
}

/** Thrown by {@link recordAnswer} when another request with the same key was quicker. */
export class IdempotencyRace extends Error {}

/** Hashes what makes two requests the same. */
export function hashRequest(
  operation: string,
  path: unknown,
  body: unknown,
): string {
  return createHash('sha256')
    .update(JSON.stringify([operation, canonical(path), canonical(body)]))
    .digest('hex');
}

/**
 * The answer that this key got before, if any.
 *
 * @throws ApiError 422 when the key was used with another request.
 */
export async function findAnswer(
  knex: Knex,
  idempotency: Idempotency,
): Promise<StoredAnswer | undefined> {
  const row = await knex('idempotency_keys')
    .where({ user: idempotency.user, key: idempotency.key })
    .andWhere('created_at', '>', Date.now() - IDEMPOTENCY_TTL)
    .first();
  if (!row) {
    return undefined;
  }
  if (row.request_hash !== idempotency.requestHash) {
    throw new ApiError(
      `Idempotency-Key '${idempotency.key}' was used before with another request`,
      {
        code: 'IdempotencyKeyReused',
        status: 422,
        field: 'Idempotency-Key',
        advice: 'Use a new key for a new request.',
      },
    );
  }
  return { status: row.status, body: JSON.parse(row.body_json) };
}

/**
 * Stores the answer, in the transaction that creates what it speaks of, so that both are there or neither.
 *
 * @throws IdempotencyRace when the key was stored by another request in the meantime.
 */
export async function recordAnswer(
  tx: Knex.Transaction,
  idempotency: Idempotency,
  answer: StoredAnswer,
): Promise<void> {
  const now = Date.now();
  // An answer past its time no longer holds its key.
  await tx('idempotency_keys')
    .where({ user: idempotency.user, key: idempotency.key })
    .andWhere('created_at', '<=', now - IDEMPOTENCY_TTL)
    .delete();
  const inserted = await tx('idempotency_keys')
    .insert({
      user: idempotency.user,
      key: idempotency.key,
      operation: idempotency.operation,
      request_hash: idempotency.requestHash,
      status: answer.status,
      body_json: JSON.stringify(answer.body),
      created_at: now,
    })
    .onConflict(['user', 'key'])
    .ignore()
    .returning('key');
  if (inserted.length === 0) {
    throw new IdempotencyRace();
  }
}

/** Deletes answers past their time; returns how many. */
export async function deleteExpiredAnswers(knex: Knex): Promise<number> {
  return knex('idempotency_keys')
    .where('created_at', '<=', Date.now() - IDEMPOTENCY_TTL)
    .delete();
}

/** The same value with the keys of its objects sorted. */
function canonical(value: unknown): unknown {
  if (Array.isArray(value)) {
    return value.map(canonical);
  }
  if (value && typeof value === 'object') {
    return Object.fromEntries(
      Object.entries(value)
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([key, child]) => [key, canonical(child)]),
    );
  }
  return value;
}
