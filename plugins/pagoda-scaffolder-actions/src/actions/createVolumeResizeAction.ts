import { createTemplateAction } from '@backstage/plugin-scaffolder-node';
import { PAGE_PATHS } from '@pagoda/plugin-pagoda-common';
import * as inputs from '../inputs';
import type { OpenPagodaSession } from '../PagodaSession';
import { waitForVolume } from '../waitForVolume';
import { volumeResizeExamples } from './createVolumeResizeAction.examples';

const WAIT_SECONDS = 3_600;

/** `pagoda:volume:resize`: gives a volume more room. */
export function createVolumeResizeAction(open: OpenPagodaSession) {
  return createTemplateAction({
    id: 'pagoda:volume:resize',
    description:
      'Gives a volume another size, and waits until it has it. One that has it already is left as it is; clouds make no volume smaller.',
    examples: volumeResizeExamples,
    supportsDryRun: true,
    schema: {
      input: {
        project: inputs.project,
        volume: inputs.volumeName,
        size: inputs.size,
        wait: inputs.wait,
        timeoutSeconds: inputs.waitSeconds,
      },
      output: {
        url: z => z.string().describe("Address of the volume's page"),
      },
    },
    async handler(ctx) {
      const { project, volume, size, wait = true } = ctx.input;
      const session = await open(ctx);
      const url = session.url(PAGE_PATHS.volume(project, volume));
      ctx.output('url', url);
      const params = { path: { project, volume } };
      if (ctx.isDryRun) {
        const { data } = await session.call(client =>
          client.GET('/projects/{project}/volumes/{volume}', { params }),
        );
        ctx.logger.info(
          `Would give volume '${volume}' ${size} instead of ${data?.spec.size}`,
        );
        return;
      }
      // The same size again is no change: a recovered task does no harm.
      await session.call(client =>
        client.PATCH('/projects/{project}/volumes/{volume}', {
          params,
          body: { size },
        }),
      );
      ctx.logger.info(`Asked for ${size} for volume '${volume}': ${url}`);
      if (wait) {
        await waitForVolume({
          ...{ session, project, volume, url },
          timeoutSeconds: ctx.input.timeoutSeconds ?? WAIT_SECONDS,
          goesOn: 'the volume goes on being resized',
          signal: ctx.signal,
          logger: ctx.logger,
        });
      }
    },
  });
}
