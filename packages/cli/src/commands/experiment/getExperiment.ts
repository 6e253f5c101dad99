import type { Experiment } from '@pagoda/plugin-pagoda-common';
import type { Context } from '../../context/Context';

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
  const { data } = await context.client.GET(
    '/projects/{project}/experiments/{experiment}',
    {
      params: {
        path: { project: await context.project(), experiment: name },
        query: { revision: options.revision },
      },
    },
  );
  if (data) {
    context.output.one(data, e => e.name, describe);
  }
}

function describe(experiment: Experiment): string {
  const { spec } = experiment;
  const parameters = Object.entries(
    (spec.parameterSchema?.properties ?? {}) as Record<string, ParameterShape>,
  ).map(([name, { type, default: value, description }]) => {
    const fallback =
      value === undefined ? '' : `, default ${JSON.stringify(value)}`;
    return `  ${name} (${type ?? 'any'}${fallback})${description ? `: ${description}` : ''}`;
  });
  return [
    `${experiment.title} (${experiment.name}, revision ${experiment.revision}) in project ${experiment.project}`,
    ...(experiment.description ? [experiment.description] : []),
    `Command: ${spec.command.join(' ')}`,
    `Image: ${spec.image}`,
    ...(parameters.length > 0 ? ['Parameters:', ...parameters] : []),
    `Start it: pagoda run submit ${experiment.name} --project ${experiment.project}`,
    '',
  ].join('\n');
}
