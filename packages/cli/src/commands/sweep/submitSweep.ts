import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { Sweep, SweepSubmit } from '@pagoda/plugin-pagoda-common';
import { CliError, EXIT } from '../../context/CliError';
import type { Context } from '../../context/Context';
import { parseLabels, parsePair, parseParameter } from '../arguments';
import { toResources, type ResourceOptions } from '../run/resources';
import { describeSweep } from './getSweep';
import { waitForSweep } from './waitForSweep';

/** Flags of `pagoda sweep submit`. */
export interface SweepSubmitOptions extends ResourceOptions {
  matrix?: string[];
  zip?: string[];
  list?: string;
  param?: string[];
  revision?: number;
  parallelism?: number;
  maxFailures?: number;
  label?: string[];
  cluster?: string;
  idempotencyKey?: string;
  wait?: boolean;
}

/** `pagoda sweep submit` */
export async function submitSweep(
  context: Context,
  options: SweepSubmitOptions,
  experiment: string,
): Promise<void> {
  const { client, output } = context;
  const project = await context.project();
  const { data } = await client.GET(
    '/projects/{project}/experiments/{experiment}',
    {
      params: {
        path: { project, experiment },
        query: { revision: options.revision },
      },
    },
  );
  const schema = data?.spec.parameterSchema;
  const values = (text: string, option: string): [string, unknown[]] => {
    const [name, list] = parsePair(text, option);
    return [name, list.split(',').map(v => parseParameter(name, v, schema))];
  };
  const { matrix, zip, list, param = [] } = options;
  if ([matrix, zip, list].filter(given => given !== undefined).length !== 1) {
    throw new CliError(
      'Give one of --matrix, --zip and --list',
      EXIT.usage,
      'Such as: --matrix samples=1000,10000 --matrix seed=1,2,3',
    );
  }
  const body: SweepSubmit = {
    experiment,
    ...(options.revision !== undefined && { revision: options.revision }),
    ...(param.length > 0 && {
      parameters: Object.fromEntries(
        param.map(text => {
          const [name, value] = parsePair(text, '--param');
          return [name, parseParameter(name, value, schema)];
        }),
      ),
    }),
    ...(matrix && {
      matrix: Object.fromEntries(matrix.map(text => values(text, '--matrix'))),
    }),
    ...(zip && {
      zip: Object.fromEntries(zip.map(text => values(text, '--zip'))),
    }),
    ...(list && { list: readPoints(list) }),
    ...(options.parallelism !== undefined && {
      parallelism: options.parallelism,
    }),
    ...(options.maxFailures !== undefined && {
      maxFailures: options.maxFailures,
    }),
    ...(options.label && { labels: parseLabels(options.label) }),
    ...(options.cluster && { cluster: options.cluster }),
    ...toResources(options),
  } as SweepSubmit;
  const { data: sweep } = await client.POST('/projects/{project}/sweeps', {
    params: {
      path: { project },
      header: { 'Idempotency-Key': options.idempotencyKey ?? randomUUID() },
    },
    body,
  });
  if (!sweep) {
    return;
  }
  if (!options.wait) {
    output.note(`${sweep.points} points`);
    output.one(
      sweep,
      s => s.id,
      s => `${s.id}\n`,
    );
    return;
  }
  output.note(`Sweep ${sweep.id}, ${sweep.points} points`);
  const ended = await waitForSweep(context, sweep);
  output.one(
    ended,
    s => s.id,
    s => describeSweep(s),
  );
  if (ended.status.phase !== 'Succeeded') {
    process.exitCode = EXIT.runFailed;
  }
}

function readPoints(file: string): Sweep['spec']['list'] {
  const text = readFileSync(file === '-' ? 0 : file, 'utf8');
  let points: unknown;
  try {
    points = JSON.parse(text);
  } catch (error) {
    throw new CliError(
      `${file} is not JSON: ${error instanceof Error ? error.message : error}`,
      EXIT.usage,
    );
  }
  if (!Array.isArray(points)) {
    throw new CliError(
      `${file} must hold an array of objects, such as [{"samples": 1000}]`,
      EXIT.usage,
    );
  }
  return points;
}
