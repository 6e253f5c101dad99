import { randomUUID } from 'node:crypto';
import type { Run } from '@pagoda/plugin-pagoda-common';
import { PagodaApiError } from '@pagoda/plugin-pagoda-common';
import type { Context } from '../../context/Context';
import { dataOf } from '../dataOf';
import type { FollowOptions } from '../followOptions';
import { parseParameters } from '../parameters';
import { resolveRun } from '../resolveRun';
import { toResources, type ResourceOptions } from '../runOptions';
import { finishSubmit } from './finishSubmit';
import { readSchema } from './submitRun';

/** Flags of `pagoda run rerun`. */
export interface RerunOptions extends ResourceOptions, FollowOptions {
  param?: string[];
}

/** `pagoda run rerun` */
export async function rerunRun(
  context: Context,
  options: RerunOptions,
  name: string,
): Promise<void> {
  const { client } = context;
  const run = await resolveRun(context, name);
  const { param, idempotencyKey } = options;
  const rerun = dataOf(
    await client.POST('/runs/{run}:rerun', {
      params: {
        path: { run },
        header: { 'Idempotency-Key': idempotencyKey ?? randomUUID() },
      },
      body: {
        ...toResources(options),
        ...(param && {
          parameters: parseParameters(param, await schemaOf(context, run)),
        }),
      },
    }),
  );
  await finishSubmit(context, rerun, options);
}

/** Of the experiment's revision that was run; where it is gone, of the values that it was run with. */
async function schemaOf(context: Context, id: string) {
  const run = dataOf(
    await context.client.GET('/runs/{run}', { params: { path: { run: id } } }),
  );
  if (run.experiment === null || run.revision === null) {
    return schemaOfValues(run);
  }
  try {
    return await readSchema(context, run.project, run.experiment, run.revision);
  } catch (error) {
    if (error instanceof PagodaApiError && error.status === 404) {
      return schemaOfValues(run);
    }
    throw error;
  }
}

function schemaOfValues({ spec }: Run) {
  const properties = Object.entries(spec.parameters)
    .filter(([, value]) => typeof value === 'string')
    .map(([name]) => [name, { type: 'string' }]);
  return {
    type: 'object',
    properties: Object.fromEntries(properties),
  } as const;
}
