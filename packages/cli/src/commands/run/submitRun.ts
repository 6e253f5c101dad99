import { randomUUID } from 'node:crypto';
import type { RunSubmit } from '@pagoda/plugin-pagoda-common';
import { CliError, EXIT } from '../../context/CliError';
import type { Context } from '../../context/Context';
import {
  parseLabels,
  parsePair,
  parseParameter,
  parseVolumes,
} from '../arguments';
import { finishSubmit, type SubmitOptions } from './finishSubmit';
import { toResources, type ResourceOptions } from './resources';

/** Flags of `pagoda run submit`. */
export interface RunSubmitOptions extends ResourceOptions, SubmitOptions {
  param?: string[];
  revision?: number;
  image?: string;
  volume?: string[];
  label?: string[];
  cluster?: string;
  retries?: number;
  dryRun?: boolean;
}

/** `pagoda run submit` */
export async function submitRun(
  context: Context,
  options: RunSubmitOptions,
  experiment: string | undefined,
  command: string[],
): Promise<void> {
  const { client, output } = context;
  const project = await context.project();
  const body = await toBody(context, project, options, experiment, command);
  const params = { path: { project } };
  if (options.dryRun) {
    const { data } = await client.POST('/projects/{project}/runs:validate', {
      params,
      body,
    });
    if (!data) {
      return;
    }
    output.one(
      data,
      ({ fits }) => String(fits),
      ({ fits, waits, shortBy }) =>
        [
          fits
            ? waits
              ? 'Fits, but waits for other runs'
              : 'Fits'
            : 'Does not fit',
          ...shortBy.map(short => `  ${short.message}`),
          '',
        ].join('\n'),
    );
    if (!data.fits) {
      process.exitCode = EXIT.conflict;
    }
    return;
  }
  const { data: run } = await client.POST('/projects/{project}/runs', {
    params: {
      ...params,
      header: { 'Idempotency-Key': options.idempotencyKey ?? randomUUID() },
    },
    body,
  });
  if (run) {
    await finishSubmit(context, run, options);
  }
}

async function toBody(
  context: Context,
  project: string,
  options: RunSubmitOptions,
  experiment: string | undefined,
  command: string[],
): Promise<RunSubmit> {
  const common = {
    ...toResources(options),
    ...(options.volume && { volumes: parseVolumes(options.volume) }),
    ...(options.label && { labels: parseLabels(options.label) }),
    ...(options.cluster && { cluster: options.cluster }),
    ...(options.retries !== undefined && {
      retries: { limit: options.retries },
    }),
  };
  const pairs = (options.param ?? []).map(text => parsePair(text, '--param'));
  if (options.image !== undefined) {
    // Without an experiment the first argument is the command's.
    const words = [
      ...(experiment === undefined ? [] : [experiment]),
      ...command,
    ];
    if (words.length === 0) {
      throw new CliError(
        '--image needs a command',
        EXIT.usage,
        'Write it behind --, such as: pagoda run submit --image node:24 -- node --version',
      );
    }
    return {
      ...common,
      spec: { image: options.image, command: words },
      parameters: Object.fromEntries(
        pairs.map(([name, text]) => [
          name,
          parseParameter(name, text, undefined),
        ]),
      ),
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
  // The schema tells whether 010 is a number or a text.
  const schema =
    pairs.length === 0
      ? undefined
      : (
          await context.client.GET(
            '/projects/{project}/experiments/{experiment}',
            {
              params: {
                path: { project, experiment },
                query: { revision: options.revision },
              },
            },
          )
        ).data?.spec.parameterSchema;
  return {
    ...common,
    experiment,
    ...(options.revision !== undefined && { revision: options.revision }),
    parameters: Object.fromEntries(
      pairs.map(([name, text]) => [name, parseParameter(name, text, schema)]),
    ),
  };
}
