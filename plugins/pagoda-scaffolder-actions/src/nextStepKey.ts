import { createHash } from 'node:crypto';
import type { LoggerService } from '@backstage/backend-plugin-api';

/** What tells one invocation of an action from another. */
export interface Invocation {
  input: object;
  logger: LoggerService;
  step?: { id?: string };
  task: { id: string };
}

/** How often each input was seen in one execution of a step; the logger is made anew for each execution. */
const seen = new WeakMap<object, Map<string, number>>();

/**
 * A key for this invocation of an action: it differs for each task, each step and each iteration of `each`, and is the same
 * again when a task is recovered or retried, so that nothing is created twice.
 *
 * The scaffolder does not tell actions which iteration they are in. The input tells iterations apart; where it is the same,
 * their order does.
 */
export function nextStepKey(ctx: Invocation): string {
  const hash = createHash('sha256')
    .update(JSON.stringify(canonical(ctx.input)))
    .digest('hex')
    .slice(0, 16);
  const step = ctx.step?.id ?? 'step';
  const place = `${ctx.task.id}:${step}:${hash}`;
  const counts = seen.get(ctx.logger) ?? new Map<string, number>();
  seen.set(ctx.logger, counts);
  const count = counts.get(place) ?? 0;
  counts.set(place, count + 1);
  // Ids of steps come from templates and have no limit of their own; an Idempotency-Key has.
  const key = `scaffolder:${place}:${count}`;
  return key.length <= 255
    ? key
    : `scaffolder:${createHash('sha256').update(key).digest('hex')}`;
}

/** The same value with its keys in order. */
function canonical(value: unknown): unknown {
  if (Array.isArray(value)) {
    return value.map(canonical);
  }
  if (value !== null && typeof value === 'object') {
    return Object.fromEntries(
      Object.entries(value)
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([key, item]) => [key, canonical(item)]),
    );
  }
  return value;
}
