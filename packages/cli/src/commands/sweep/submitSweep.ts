import { randomUUID } from 'node:crypto';
import type { Parameters, SweepSubmit } from '@pagoda/plugin-pagoda-common';
import { CliError, EXIT } from '../../context/CliError';
import type { Context } from '../../context/Context';
import { dataOf } from '../dataOf';
import { leaveOnInterrupt } from '../leaveOnInterrupt';
import { parseParameters, parseValueLists } from '../parameters';
import { readDocument } from '../readDocument';
import { readSchema } from '../run/submitRun';
import { toSpec, type SpecOptions } from '../runOptions';
import { definedOnly } from '../values';
import { waitForSweep } from './waitForSweep';

/** Flags of `pagoda sweep submit`. */
export interface SweepSubmitOptions extends SpecOptions {
  matrix?: string[];
  zip?: string[];
  list?: string;
  param?: string[];
  revision?: number;
  parallelism?: number;
  maxFailures?: number;
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
  requireOneSource(options);
  const project = await context.project();
  const sweep = dataOf(
    await client.POST('/projects/{project}/sweeps', {
      params: {
        path: { project },
        header: { 'Idempotency-Key': options.idempotencyKey ?? randomUUID() },
      },
      body: await toBody(context, project, experiment, options),
    }),
  );
  output.note(
    `Sweep of ${sweep.points} ${sweep.points === 1 ? 'point' : 'points'}`,
  );
  const { wait } = options;
  if (!wait || !output.structured) {
    output.one(
      sweep,
      s => s.id,
      s => `${s.id}\n`,
    );
  }
  if (!wait) {
    return;
  }
  leaveOnInterrupt(context, 'sweep', sweep.id);
  const ended = await waitForSweep(context, sweep);
  if (output.structured) {
    output.one(
      ended,
      s => s.id,
      s => s.id,
    );
  }
  if (ended.status.phase !== 'Succeeded') {
    process.exitCode = EXIT.runFailed;
  }
}

function requireOneSource({ matrix, zip, list }: SweepSubmitOptions): void {
  const given = [matrix, zip, list].filter(one => one !== undefined);
  if (given.length !== 1) {
    throw new CliError(
      'Give one of --matrix, --zip and --list',
      EXIT.usage,
      'Such as: --matrix samples=1000,10000 --matrix seed=1,2,3',
    );
  }
}

async function toBody(
  context: Context,
  project: string,
  experiment: string,
  options: SweepSubmitOptions,
): Promise<SweepSubmit> {
  const { matrix, zip, list, param, revision } = options;
  const { parallelism, maxFailures } = options;
  const schema = await readSchema(context, project, experiment, revision);
  return {
    ...toSpec(options),
    ...definedOnly({ revision, parallelism, maxFailures }),
    ...definedOnly({
      parameters: param && parseParameters(param, schema),
      matrix: matrix && parseValueLists(matrix, '--matrix', schema),
      zip: zip && parseValueLists(zip, '--zip', schema),
      list: list === undefined ? undefined : readPoints(list),
    }),
    experiment,
    // The contract wants one of matrix, zip and list; requireOneSource has seen to it.
  } as SweepSubmit;
}

function readPoints(file: string): Parameters[] {
  const points = readDocument(file);
  if (!Array.isArray(points)) {
    throw new CliError(
      `${file} must hold an array of points`,
      EXIT.usage,
      'Such as: [{"samples": 1000}, {"samples": 10000}]',
    );
  }
  return points as Parameters[];
}
