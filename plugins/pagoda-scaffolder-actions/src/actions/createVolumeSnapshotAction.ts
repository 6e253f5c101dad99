import { InputError } from '@backstage/errors';
import { createTemplateAction } from '@backstage/plugin-scaffolder-node';
import { PAGE_PATHS } from '@pagoda/plugin-pagoda-common';
import * as inputs from '../inputs';
import type { OpenPagodaSession } from '../PagodaSession';
import { waitForSnapshot } from '../waitForVolume';
import { withoutBlanks } from '../withoutBlanks';
import { volumeSnapshotExamples } from './createVolumeSnapshotAction.examples';

const WAIT_SECONDS = 3_600;

/** `pagoda:volume:snapshot`: takes a snapshot of a volume in a cloud. */
export function createVolumeSnapshotAction(open: OpenPagodaSession) {
  return createTemplateAction({
    id: 'pagoda:volume:snapshot',
    description:
      'Takes a snapshot of a volume in a cloud, also while it is in use, and waits until it can be used.',
    examples: volumeSnapshotExamples,
    supportsDryRun: true,
    schema: {
      input: {
        project: inputs.project,
        volume: inputs.volumeName,
        name: z =>
          inputs
            .newName('snapshot')(z)
            .optional()
            .describe('Its name; one with the time in it where it is left out'),
        description: z => z.string().optional().describe('What it is for'),
        wait: inputs.wait,
        timeoutSeconds: inputs.waitSeconds,
      },
      output: {
        name: z => z.string().describe('Name of the snapshot'),
        url: z => z.string().describe("Address of the volume's page"),
      },
    },
    async handler(ctx) {
      const {
        project,
        volume,
        wait = true,
        timeoutSeconds = WAIT_SECONDS,
        ...body
      } = withoutBlanks(ctx.input);
      const session = await open(ctx);
      const url = session.url(PAGE_PATHS.volume(project, volume));
      const path = { project, volume };
      ctx.output('url', url);
      if (ctx.isDryRun) {
        const { data } = await session.call(client =>
          client.GET('/projects/{project}/volumes/{volume}', {
            params: { path },
          }),
        );
        if (data?.cloud === undefined) {
          throw new InputError(
            `volume: '${volume}' is in no cloud; snapshots are taken of volumes in clouds alone`,
          );
        }
        ctx.logger.info(`Would take a snapshot of volume '${volume}'`);
        ctx.output('name', body.name ?? 'dry-run');
        return;
      }
      const snapshot = await ctx.checkpoint({
        key: session.key,
        fn: async () => {
          const { data } = await session.call(client =>
            client.POST('/projects/{project}/volumes/{volume}/snapshots', {
              params: { path, header: { 'Idempotency-Key': session.key } },
              body,
            }),
          );
          if (!data) {
            throw new Error('createVolumeSnapshot answered without a body');
          }
          return data.name;
        },
      });
      ctx.output('name', snapshot);
      ctx.logger.info(
        `Asked for snapshot '${snapshot}' of volume '${volume}': ${url}`,
      );
      if (wait) {
        await waitForSnapshot({
          ...{ session, project, volume, snapshot, url, timeoutSeconds },
          goesOn: 'the snapshot goes on being taken',
          signal: ctx.signal,
          logger: ctx.logger,
        });
      }
    },
  });
}
