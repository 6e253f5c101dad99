import { randomUUID } from 'node:crypto';
import type { Context } from '../../context/Context';
import { parsePair, parseParameter, resolveRun } from '../arguments';
import { finishSubmit, type SubmitOptions } from './finishSubmit';
import { toResources, type ResourceOptions } from './resources';

/** Flags of `pagoda run rerun`. */
export interface RerunOptions extends ResourceOptions, SubmitOptions {
  param?: string[];
  cluster?: string;
}

/** `pagoda run rerun` */
export async function rerunRun(
  context: Context,
  options: RerunOptions,
  name: string,
): Promise<void> {
  const run = await resolveRun(context, name);
  const { data: original } = await context.client.GET('/runs/{run}', {
    params: { path: { run } },
  });
  const parameters = Object.fromEntries(
    (options.param ?? []).map(text => {
      const [key, value] = parsePair(text, '--param');
      const wasText = typeof original?.spec.parameters[key] === 'string';
      return [key, wasText ? value : parseParameter(key, value, undefined)];
    }),
  );
  const { data } = await context.client.POST('/runs/{run}:rerun', {
    params: {
      path: { run },
      header: { 'Idempotency-Key': options.idempotencyKey ?? randomUUID() },
    },
    body: {
      ...toResources(options),
      ...(options.param && { parameters }),
      ...(options.cluster && { cluster: options.cluster }),
    },
  });
  if (data) {
    await finishSubmit(context, data, options);
  }
}
