import type { ExperimentPut } from '@pagoda/plugin-pagoda-common';
import { CliError, EXIT } from '../../context/CliError';
import type { Context } from '../../context/Context';
import { dataOf } from '../dataOf';
import { readDocument } from '../readDocument';

/** What the server sets; it is in the file when that came from `pagoda experiment get`. */
const SET_BY_SERVER = [
  'revision',
  'owner',
  'createdAt',
  'updatedAt',
  'generation',
];

/** `pagoda experiment apply -f` */
export async function applyExperiment(
  context: Context,
  options: { file: string },
): Promise<void> {
  const { name, project, body } = readDefinition(options.file);
  const { client, output, namedProject } = context;
  const experiment = dataOf(
    await client.PUT('/projects/{project}/experiments/{experiment}', {
      params: {
        path: {
          project: namedProject ?? project ?? (await context.project()),
          experiment: name,
        },
      },
      body,
    }),
  );
  output.one(
    experiment,
    e => e.name,
    e => `${e.project}/${e.name} is at revision ${e.revision}\n`,
  );
}

function readDefinition(file: string) {
  const definition = readDocument(file);
  if (typeof definition !== 'object' || definition === null) {
    throw nameless(file);
  }
  const { name, project, ...rest } = definition as Record<string, unknown>;
  if (typeof name !== 'string') {
    throw nameless(file);
  }
  const body = Object.fromEntries(
    Object.entries(rest).filter(([key]) => !SET_BY_SERVER.includes(key)),
  );
  return {
    name,
    project: typeof project === 'string' ? project : undefined,
    // What is wrong with it, the server says, with the field.
    body: body as unknown as ExperimentPut,
  };
}

function nameless(file: string): CliError {
  return new CliError(
    `${file} has no name`,
    EXIT.usage,
    'See pagoda experiment apply --help for an example.',
  );
}
