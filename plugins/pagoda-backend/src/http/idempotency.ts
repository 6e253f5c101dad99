import { createHash } from 'node:crypto';
import type { Knex } from 'knex';
import { insertRows } from '../database/insertRows';
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

/** What {@link recordAnswers} is to store. */
export interface AnswerToRecord {
  idempotency: Idempotency;
  answer: StoredAnswer;
}

/**
 * Which of these have a key that is taken already. Keys whose time is over are freed.
 */
export async function findTakenKeys(
  tx: Knex.Transaction,
  wanted: readonly Idempotency[],
): Promise<Set<Idempotency>> {
  if (wanted.length === 0) {
    return new Set();
  }
  const pairs = wanted.map(({ user, key }) => [user, key]);
  const rows: { user: string; key: string; created_at: number | string }[] =
    await tx('idempotency_keys')
      .whereIn(['user', 'key'], pairs)
      .select('user', 'key', 'created_at');
  const limit = Date.now() - IDEMPOTENCY_TTL;
  const live = rows.filter(row => Number(row.created_at) > limit);
  if (live.length < rows.length) {
    await tx('idempotency_keys')
      .whereIn(['user', 'key'], pairs)
      .andWhere('created_at', '<=', limit)
      .delete();
  }
  const taken = new Set(live.map(({ user, key }) => `${user}\n${key}`));
  const result = new Set<Idempotency>();
  for (const idempotency of wanted) {
    const name = `${idempotency.user}\n${idempotency.key}`;
    if (taken.has(name)) {
      result.add(idempotency);
    }
    // Of several with one key, only the first may have it.
    taken.add(name);
  }
  return result;
}

/**
 * Stores answers to keys that {@link findTakenKeys} has found free. Fails when another transaction has taken one since.
 */
export async function recordAnswers(
  tx: Knex.Transaction,
  answers: readonly AnswerToRecord[],
): Promise<void> {
  const now = Date.now();
  await insertRows(
    tx,
    'idempotency_keys',
    [
      'user',
      'key',
      'operation',
      'request_hash',
      'status',
      'body_json',
      'created_at',
    ],
    answers.map(({ idempotency, answer }) => ({
      user: idempotency.user,
      key: idempotency.key,
      operation: idempotency.operation,
      request_hash: idempotency.requestHash,
      status: answer.status,
      body_json: JSON.stringify(answer.body),
      created_at: now,
    })),
  );
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
