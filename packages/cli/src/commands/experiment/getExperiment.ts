import type { Experiment } from '@pagoda/plugin-pagoda-common';
import type { Context } from '../../context/Context';
import type { Colors } from '../../output/formatTable';
import { dataOf } from '../dataOf';

/** What is used of the schema of a parameter. */
interface ParameterShape {
  type?: string;
  default?: unknown;
  description?: string;
}

/** `pagoda experiment get` */
export async function getExperiment(
  context: Context,
  options: { revision?: number },
  name: string,
): Promise<void> {
  const { client, output } = context;
  const experiment = dataOf(
    await client.GET('/projects/{project}/experiments/{experiment}', {
      params: {
        path: { project: await context.project(), experiment: name },
        query: { revision: options.revision },
      },
    }),
  );
  output.one(
    experiment,
    e => e.name,
    e => describe(e, output.colors),
  );
}

function describe(experiment: Experiment, colors: Colors): string {
  const { spec, name, project } = experiment;
  const properties = (spec.parameterSchema?.properties ?? {}) as Record<
    string,
    ParameterShape
  >;
  const parameters = Object.entries(properties).map(([parameter, shape]) => {
    const { type = 'any', default: value, description } = shape;
    const fallback =
      value === undefined ? '' : `, default ${JSON.stringify(value)}`;
    return `  ${parameter} (${type}${fallback})${
      description ? `: ${description}` : ''
    }`;
  });
  return [
    `${colors.bold(experiment.title)} (${name}, revision ${
      experiment.revision
    }) in project ${project}`,
    ...(experiment.description ? [experiment.description] : []),
    `Command: ${spec.command.join(' ')}`,
    `Image: ${spec.image}`,
    ...(parameters.length > 0 ? ['Parameters:', ...parameters] : []),
    colors.dim(`To start it: pagoda run submit ${name} --project ${project}`),
    '',
  ].join('\n');
}
