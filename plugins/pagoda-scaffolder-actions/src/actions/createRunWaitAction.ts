import { createTemplateAction } from '@backstage/plugin-scaffolder-node';
import { isFinal, PAGE_PATHS } from '@pagoda/plugin-pagoda-common';
import type { OpenPagodaSession } from '../PagodaSession';
import { waitForRun } from '../waitForRun';
import { runWaitExamples } from './createRunWaitAction.examples';

/** `pagoda:run:wait`: waits for a run's end. */
export function createRunWaitAction(open: OpenPagodaSession) {
  return createTemplateAction({
    id: 'pagoda:run:wait',
    description:
      'Waits until a run has ended, tells its phases and the end of its log, and gives its metrics. Fails when the run did not succeed. Ending the task ends the waiting, and the run too with cancelRun.',
    examples: runWaitExamples,
    supportsDryRun: true,
    schema: {
      input: {
        runId: z => z.string().describe('Id of the run'),
        timeoutSeconds: z =>
          z
            .number()
            .int()
            .min(1)
            .optional()
            .describe('Give up waiting after this time; the run goes on'),
        allowFailure: z =>
          z
            .boolean()
            .optional()
            .describe(
              'Go on where the run failed or was cancelled (default: false)',
            ),
        cancelRun: z =>
          z
            .boolean()
            .optional()
            .describe(
              'Cancel the run where the task is ended (default: false)',
            ),
        tailLines: z =>
          z
            .number()
            .int()
            .min(0)
            .max(1000)
            .optional()
            .describe("Last lines of the run's log to show (default: 20)"),
      },
      output: {
        phase: z => z.string().describe('Succeeded, Failed or Cancelled'),
        exitCode: z => z.number().optional().describe('Where there is one'),
        metrics: z =>
          z.record(z.number()).describe('The numbers of its result.json'),
        url: z => z.string().describe("Address of the run's page"),
      },
    },
    async handler(ctx) {
      const { runId, allowFailure = false, tailLines = 20 } = ctx.input;
      const session = await open(ctx);
      const url = session.url(PAGE_PATHS.run(runId));
      ctx.output('url', url);
      if (ctx.isDryRun) {
        ctx.logger.info(`Would wait for the run's end`);
        ctx.output('phase', 'Succeeded');
        ctx.output('metrics', {});
        return;
      }
      const run = await waitForRun({
        session,
        run: runId,
        url,
        signal: ctx.signal,
        timeoutSeconds: ctx.input.timeoutSeconds,
        cancelRun: ctx.input.cancelRun ?? false,
        logger: ctx.logger,
      });
      const { phase, exitCode, metrics, explanation } = run.status;
      if (tailLines > 0) {
        const { data: log } = await session.call(client =>
          client.GET('/runs/{run}/logs', {
            params: { path: { run: runId }, query: { tail: tailLines } },
            headers: { Accept: 'text/plain' },
            parseAs: 'text',
          }),
        );
        for (const line of log?.trimEnd().split('\n') ?? []) {
          ctx.logger.info(`| ${line}`);
        }
      }
      ctx.output('phase', phase);
      ctx.output('metrics', { ...metrics });
      if (typeof exitCode === 'number') {
        ctx.output('exitCode', exitCode);
      }
      if (isFinal(phase) && phase !== 'Succeeded' && !allowFailure) {
        const why = explanation
          ? `: ${explanation.summary}\n${explanation.advice}`
          : '';
        throw new Error(`Run #${run.number} ended as ${phase}${why}\n${url}`);
      }
    },
  });
}
