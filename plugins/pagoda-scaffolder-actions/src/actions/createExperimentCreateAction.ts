import { ConflictError, InputError } from '@backstage/errors';
import { createTemplateAction } from '@backstage/plugin-scaffolder-node';
import {
  PAGE_PATHS,
  type ExperimentCreate,
} from '@pagoda/plugin-pagoda-common';
import { exists } from '../exists';
import * as inputs from '../inputs';
import type { OpenPagodaSession } from '../PagodaSession';
import { toParameterSchema } from '../toParameterSchema';
import { withoutBlanks } from '../withoutBlanks';
import { experimentCreateExamples } from './createExperimentCreateAction.examples';

/** `pagoda:experiment:create`: defines an experiment, or a new revision of one. */
export function createExperimentCreateAction(open: OpenPagodaSession) {
  return createTemplateAction({
    id: 'pagoda:experiment:create',
    description:
      'Defines an experiment: image, command, code, parameters, resources. With update it adds a revision where there is one of the name already.',
    examples: experimentCreateExamples,
    supportsDryRun: true,
    schema: {
      input: {
        project: inputs.project,
        name: inputs.newName('experiment'),
        title: z => z.string().optional().describe('What people read'),
        description: z => z.string().optional().describe('One sentence'),
        readme: z =>
          z.string().optional().describe('What to know of it, in Markdown'),
        spec: inputs.experimentSpec,
        parameters: inputs.parameterRows,
        update: z =>
          z
            .boolean()
            .optional()
            .describe(
              'Add a revision where the name is taken, instead of failing (default: false)',
            ),
      },
      output: {
        name: z => z.string().describe('Name of the experiment'),
        revision: z => z.number().describe('Its revision'),
        url: z => z.string().describe("Address of the experiment's page"),
      },
    },
    async handler(ctx) {
      const {
        project,
        update = false,
        parameters,
        ...input
      } = withoutBlanks(ctx.input);
      if (parameters && input.spec.parameterSchema) {
        throw new InputError(
          'parameters: give either these or spec.parameterSchema, not both',
        );
      }
      const body: ExperimentCreate = {
        ...input,
        spec: {
          ...withoutBlanks(input.spec),
          ...(parameters && { parameterSchema: toParameterSchema(parameters) }),
        },
      };
      const session = await open(ctx);
      const { name, ...definition } = body;
      const path = { project, experiment: name };
      const url = session.url(PAGE_PATHS.experiment(project, name));
      if (ctx.isDryRun) {
        await session.call(client =>
          client.GET('/projects/{project}', { params: { path: { project } } }),
        );
        const taken = await exists(session, client =>
          client.GET('/projects/{project}/experiments/{experiment}', {
            params: { path },
          }),
        );
        if (taken && !update) {
          throw new ConflictError(
            `name: there is an experiment '${name}' in project '${project}' already; choose another name, or set update`,
          );
        }
        ctx.logger.info(
          `Would ${taken ? 'add a revision to' : 'create'} experiment '${name}' in project '${project}'`,
        );
        ctx.output('name', name);
        ctx.output('revision', 1);
        ctx.output('url', url);
        return;
      }
      const revision = await ctx.checkpoint({
        key: session.key,
        fn: async () => {
          const { data } = await session.call(client =>
            update
              ? client.PUT('/projects/{project}/experiments/{experiment}', {
                  params: { path },
                  body: definition,
                })
              : client.POST('/projects/{project}/experiments', {
                  params: {
                    path: { project },
                    header: { 'Idempotency-Key': session.key },
                  },
                  body,
                }),
          );
          return data!.revision;
        },
      });
      ctx.logger.info(
        `Experiment '${name}' of project '${project}' has revision ${revision}: ${url}`,
      );
      ctx.output('name', name);
      ctx.output('revision', revision);
      ctx.output('url', url);
    },
  });
}
