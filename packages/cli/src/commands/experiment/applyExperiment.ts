import { readFileSync } from 'node:fs';
import type { ExperimentCreate } from '@pagoda/plugin-pagoda-common';
import { parse } from 'yaml';
import { CliError, EXIT } from '../../context/CliError';
import type { Context } from '../../context/Context';

/** `pagoda experiment apply -f` */
export async function applyExperiment(
  context: Context,
  options: { file: string },
): Promise<void> {
  const { name, ...body } = readDefinition(options.file);
  const { data } = await context.client.PUT(
    '/projects/{project}/experiments/{experiment}',
    {
      params: {
        path: { project: await context.project(), experiment: name },
      },
      body,
    },
  );
  if (data) {
    context.output.one(
      data,
      e => e.name,
      e => `${e.project}/${e.name} is at revision ${e.revision}\n`,
    );
  }
}

function readDefinition(file: string): ExperimentCreate {
  let text: string;
  try {
    text = readFileSync(file === '-' ? 0 : file, 'utf8');
  } catch (error) {
    throw new CliError(
      `${file} cannot be read: ${error instanceof Error ? error.message : error}`,
      EXIT.usage,
    );
  }
  let definition: unknown;
  try {
    definition = parse(text);
  } catch (error) {
    throw new CliError(
      `${file} is not YAML: ${error instanceof Error ? error.message : error}`,
      EXIT.usage,
    );
  }
  if (
    typeof definition !== 'object' ||
    definition === null ||
    typeof (definition as { name?: unknown }).name !== 'string'
  ) {
    throw new CliError(
      `${file} has no name`,
      EXIT.usage,
      'See pagoda experiment apply --help for an example.',
    );
  }
  return definition as ExperimentCreate;
}
