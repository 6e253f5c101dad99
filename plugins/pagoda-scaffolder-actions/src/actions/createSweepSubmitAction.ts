import { InputError } from '@backstage/errors';
import { createTemplateAction } from '@backstage/plugin-scaffolder-node';
import { PAGE_PATHS, type SweepSubmit } from '@pagoda/plugin-pagoda-common';
import { describePoints } from '../describePoints';
import * as inputs from '../inputs';
import { logVerdict } from '../logVerdict';
import type { OpenPagodaSession } from '../PagodaSession';
import { withoutBlanks } from '../withoutBlanks';
import { sweepSubmitExamples } from './createSweepSubmitAction.examples';

/** `pagoda:sweep:submit`: submits many runs of one experiment. */
export function createSweepSubmitAction(open: OpenPagodaSession) {
  return createTemplateAction({
    id: 'pagoda:sweep:submit',
    description:
      'Submits a sweep: one run of an experiment for each combination of values (matrix), each n-th of several lists (zip), or each point given in full (list).',
    examples: sweepSubmitExamples,
    supportsDryRun: true,
    schema: {
      input: {
        project: inputs.project,
        experiment: z => z.string().describe('Name of the experiment'),
        revision: z =>
          z
            .number()
            .int()
            .min(1)
            .optional()
            .describe('Revision of the experiment; default: the latest'),
        parameters: z =>
          inputs.parameters(z).describe('Values that all points share'),
        matrix: z =>
          z
            .record(z.array(z.any()).min(1))
            .optional()
            .describe('Values by parameter; every combination is a point'),
        zip: z =>
          z
            .record(z.array(z.any()).min(1))
            .optional()
            .describe(
              'Values by parameter; the first together, the second together …',
            ),
        list: z =>
          z
            .array(z.record(z.any()))
            .min(1)
            .optional()
            .describe('Each point in full'),
        parallelism: z =>
          z
            .number()
            .int()
            .min(1)
            .optional()
            .describe('Points that may run at the same time'),
        maxFailures: z =>
          z
            .number()
            .int()
            .min(0)
            .optional()
            .describe(
              'After more failed points than this, the rest is cancelled',
            ),
        labels: inputs.labels,
        cluster: inputs.cluster,
        resources: inputs.resources,
        volumes: inputs.volumes,
        timeoutSeconds: inputs.timeoutSeconds,
        retries: inputs.retries,
      },
      output: {
        sweepId: z => z.string().describe('Id of the sweep'),
        points: z => z.number().describe('How many runs it has'),
        url: z => z.string().describe("Address of the sweep's page"),
      },
    },
    async handler(ctx) {
      const { project, ...input } = withoutBlanks(ctx.input);
      const forms = [input.matrix, input.zip, input.list];
      if (forms.filter(form => form !== undefined).length !== 1) {
        throw new InputError(
          'matrix: give exactly one of matrix, zip and list',
        );
      }
      const body = input as SweepSubmit;
      const session = await open(ctx);
      const path = { project };
      if (ctx.isDryRun) {
        const { points, first } = describePoints(body);
        const { experiment, revision, cluster, resources, volumes } = body;
        const { data } = await session.call(client =>
          client.POST('/projects/{project}/runs:validate', {
            params: { path },
            body: {
              experiment,
              revision,
              cluster,
              resources,
              volumes,
              parameters: first,
            },
          }),
        );
        ctx.logger.info(
          `A sweep of ${points} points; the first: ${JSON.stringify(first)}`,
        );
        logVerdict(ctx.logger, data);
        ctx.output('sweepId', 'dry-run');
        ctx.output('points', points);
        ctx.output('url', session.url(PAGE_PATHS.project(project)));
        return;
      }
      const sweep = await ctx.checkpoint({
        key: session.key,
        fn: async () => {
          const { data } = await session.call(client =>
            client.POST('/projects/{project}/sweeps', {
              params: { path, header: { 'Idempotency-Key': session.key } },
              body,
            }),
          );
          return { id: data!.id, points: data!.points };
        },
      });
      const url = session.url(PAGE_PATHS.sweep(sweep.id));
      ctx.logger.info(`Submitted a sweep of ${sweep.points} points: ${url}`);
      ctx.output('sweepId', sweep.id);
      ctx.output('points', sweep.points);
      ctx.output('url', url);
    },
  });
}
