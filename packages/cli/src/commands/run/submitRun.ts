import { randomUUID } from 'node:crypto';
import type {
  RunSubmit,
  RunValidation,
  SecretMount,
} from '@pagoda/plugin-pagoda-common';
import { CliError, EXIT } from '../../context/CliError';
import type { Context } from '../../context/Context';
import { dataOf } from '../dataOf';
import type { FollowOptions } from '../followOptions';
import { parseParameters } from '../parameters';
import { toSpec, type SpecOptions } from '../runOptions';
import { definedOnly } from '../values';
import { finishSubmit } from './finishSubmit';

/** Flags of `pagoda run submit`. */
export interface RunSubmitOptions extends SpecOptions, FollowOptions {
  param?: string[];
  revision?: number;
  image?: string;
  secret?: SecretMount[];
  dryRun?: boolean;
}

/** `pagoda run submit` */
export async function submitRun(
  context: Context,
  options: RunSubmitOptions,
  experiment: string | undefined,
  command: string[],
): Promise<void> {
  const { client } = context;
  const project = await context.project();
  const body = await toBody(context, project, options, experiment, command);
  const path = { project };
  if (options.dryRun) {
    showValidation(
      context,
      dataOf(
        await client.POST('/projects/{project}/runs:validate', {
          params: { path },
          body,
        }),
      ),
    );
    return;
  }
  const run = dataOf(
    await client.POST('/projects/{project}/runs', {
      params: {
        path,
        header: { 'Idempotency-Key': options.idempotencyKey ?? randomUUID() },
      },
      body,
    }),
  );
  await finishSubmit(context, run, options);
}

async function toBody(
  context: Context,
  project: string,
  options: RunSubmitOptions,
  experiment: string | undefined,
  command: string[],
): Promise<RunSubmit> {
  const { param = [], image, revision, secret: secrets } = options;
  if (image !== undefined) {
    return {
      ...toSpec(options),
      spec: definedOnly({
        ...{ image, secrets },
        command: inlineCommand(experiment, command),
      }),
      parameters: parseParameters(param, undefined),
    };
  }
  if (experiment === undefined) {
    throw new CliError(
      'Which experiment?',
      EXIT.usage,
      'Name one of pagoda experiment list, or give --image and a command.',
    );
  }
  if (command.length > 0) {
    throw new CliError(
      `A command (${command[0]} …) goes with --image, not with an experiment`,
      EXIT.usage,
    );
  }
  if (secrets !== undefined) {
    throw new CliError(
      '--secret goes with --image: an experiment names its secrets itself',
      EXIT.usage,
    );
  }
  return {
    ...toSpec(options),
    ...definedOnly({ revision }),
    experiment,
    parameters: parseParameters(
      param,
      param.length === 0
        ? undefined
        : await readSchema(context, project, experiment, revision),
    ),
  };
}

/** Tells which parameters are text and which are numbers. */
export async function readSchema(
  { client }: Context,
  project: string,
  experiment: string,
  revision: number | undefined,
) {
  const { spec } = dataOf(
    await client.GET('/projects/{project}/experiments/{experiment}', {
      params: { path: { project, experiment }, query: { revision } },
    }),
  );
  return spec.parameterSchema;
}

/** Without an experiment, the first word is the command's. */
function inlineCommand(first: string | undefined, rest: string[]): string[] {
  const words = [...(first === undefined ? [] : [first]), ...rest];
  if (words.length === 0) {
    throw new CliError(
      '--image needs a command',
      EXIT.usage,
      'Write it behind --, such as: pagoda run submit --image node:24 -- node --version',
    );
  }
  return words;
}

function showValidation({ output }: Context, verdict: RunValidation): void {
  output.one(
    verdict,
    ({ fits }) => String(fits),
    ({ fits, waits, shortBy }) =>
      [
        fits
          ? `Fits${waits ? ', but has to wait for other runs' : ''}`
          : 'Does not fit',
        ...shortBy.map(({ message }) => `  ${message}`),
        '',
      ].join('\n'),
  );
  if (!verdict.fits) {
    process.exitCode = EXIT.conflict;
  }
}
