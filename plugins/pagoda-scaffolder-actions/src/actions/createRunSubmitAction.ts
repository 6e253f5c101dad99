import { InputError } from '@backstage/errors';
import { createTemplateAction } from '@backstage/plugin-scaffolder-node';
import { PAGE_PATHS, type RunSubmit } from '@pagoda/plugin-pagoda-common';
import * as inputs from '../inputs';
import type { OpenPagodaSession } from '../PagodaSession';
import { logVerdict } from '../logVerdict';
import { withoutBlanks } from '../withoutBlanks';
import { runSubmitExamples } from './createRunSubmitAction.examples';

/** `pagoda:run:submit`: submits a run and goes on without waiting for it. */
export function createRunSubmitAction(open: OpenPagodaSession) {
  return createTemplateAction({
    id: 'pagoda:run:submit',
    description:
      'Submits a run of an experiment, or of a definition given here. Does not wait for it: see pagoda:run:wait.',
    examples: runSubmitExamples,
    supportsDryRun: true,
    schema: {
      input: {
        project: inputs.project,
        experiment: z =>
          z
            .string()
            .optional()
            .describe('Name of the experiment; this or spec is needed'),
        revision: z =>
          z
            .number()
            .int()
            .min(1)
            .optional()
            .describe('Revision of the experiment; default: the latest'),
        spec: z =>
          inputs
            .experimentSpec(z)
            .optional()
            .describe('A definition, instead of an experiment'),
        parameters: inputs.parameters,
        labels: inputs.labels,
        cluster: inputs.cluster,
        resources: inputs.resources,
        volumes: inputs.volumes,
        timeoutSeconds: inputs.timeoutSeconds,
        retries: inputs.retries,
      },
      output: {
        runId: z => z.string().describe('Id of the run'),
        number: z => z.number().describe('Its number in the project'),
        url: z => z.string().describe("Address of the run's page"),
      },
    },
    async handler(ctx) {
      const { project, ...input } = withoutBlanks(ctx.input);
      if ((input.experiment === undefined) === (input.spec === undefined)) {
        throw new InputError(
          'experiment: give either the name of an experiment or a spec, not both',
        );
      }
      const body = input as RunSubmit;
      const session = await open(ctx);
      const path = { project };
      if (ctx.isDryRun) {
        const { data } = await session.call(client =>
          client.POST('/projects/{project}/runs:validate', {
            params: { path },
            body,
          }),
        );
        logVerdict(ctx.logger, data);
        ctx.output('runId', 'dry-run');
        ctx.output('number', 0);
        ctx.output('url', session.url(PAGE_PATHS.project(project)));
        return;
      }
      const run = await ctx.checkpoint({
        key: session.key,
        fn: async () => {
          const { data } = await session.call(client =>
            client.POST('/projects/{project}/runs', {
              params: { path, header: { 'Idempotency-Key': session.key } },
              body,
            }),
          );
          return { id: data!.id, number: data!.number };
        },
      });
      const url = session.url(PAGE_PATHS.run(run.id));
      ctx.logger.info(`Submitted run #${run.number} of ${project}: ${url}`);
      ctx.output('runId', run.id);
      ctx.output('number', run.number);
      ctx.output('url', url);
    },
  });
}
