import { createTemplateAction } from '@backstage/plugin-scaffolder-node';
import { PAGE_PATHS } from '@pagoda/plugin-pagoda-common';
import { exists } from '../exists';
import * as inputs from '../inputs';
import type { OpenPagodaSession, PagodaSession } from '../PagodaSession';
import { waitForVolumeRemoval } from '../waitForVolume';
import { volumeDeleteExamples } from './createVolumeDeleteAction.examples';

const WAIT_SECONDS = 3_600;

/** `pagoda:volume:delete`: deletes a volume with all that is in it. */
export function createVolumeDeleteAction(open: OpenPagodaSession) {
  return createTemplateAction({
    id: 'pagoda:volume:delete',
    description:
      'Deletes a volume with all of its files, and waits until nothing is left. One that is protected, has snapshots, or is mounted by a run that has not ended is refused.',
    examples: volumeDeleteExamples,
    supportsDryRun: true,
    schema: {
      input: {
        project: inputs.project,
        volume: inputs.volumeName,
        unprotect: z =>
          z
            .boolean()
            .optional()
            .describe('Switch its protection off before (default: false)'),
        deleteSnapshots: z =>
          z
            .boolean()
            .optional()
            .describe('Delete its snapshots before (default: false)'),
        wait: inputs.wait,
        timeoutSeconds: inputs.waitSeconds,
      },
      output: {},
    },
    async handler(ctx) {
      const { project, volume, wait = true } = ctx.input;
      const session = await open(ctx);
      const url = session.url(PAGE_PATHS.volume(project, volume));
      const path = { project, volume };
      const isThere = await exists(session, client =>
        client.GET('/projects/{project}/volumes/{volume}', {
          params: { path },
        }),
      );
      if (!isThere) {
        // As when the task was recovered after it was gone.
        ctx.logger.info(
          `There is no volume '${volume}' in project '${project}' (any more)`,
        );
        return;
      }
      if (ctx.isDryRun) {
        ctx.logger.info(`Would delete volume '${volume}'`);
        return;
      }
      if (ctx.input.unprotect) {
        await session.call(client =>
          client.PATCH('/projects/{project}/volumes/{volume}', {
            params: { path },
            body: { deletionProtection: false },
          }),
        );
      }
      if (ctx.input.deleteSnapshots) {
        await deleteSnapshots(session, path, line => ctx.logger.info(line));
      }
      await session.call(client =>
        client.DELETE('/projects/{project}/volumes/{volume}', {
          params: { path },
        }),
      );
      ctx.logger.info(`Volume '${volume}' is being deleted: ${url}`);
      if (wait) {
        await waitForVolumeRemoval({
          ...{ session, project, volume, url },
          timeoutSeconds: ctx.input.timeoutSeconds ?? WAIT_SECONDS,
          goesOn: 'the deletion goes on',
          signal: ctx.signal,
          logger: ctx.logger,
        });
        ctx.logger.info(`Nothing of volume '${volume}' is left`);
      }
    },
  });
}

/** The volume's own deletion waits until the cloud has none of them. */
async function deleteSnapshots(
  session: PagodaSession,
  path: { project: string; volume: string },
  tell: (line: string) => void,
): Promise<void> {
  const names: string[] = [];
  let cursor: string | undefined;
  do {
    const query = { cursor, limit: 500 };
    const { data } = await session.call(client =>
      client.GET('/projects/{project}/volumes/{volume}/snapshots', {
        params: { path, query },
      }),
    );
    names.push(...(data?.items ?? []).map(({ name }) => name));
    cursor = data?.pageInfo.nextCursor;
  } while (cursor !== undefined);
  for (const snapshot of names) {
    await session.call(client =>
      client.DELETE(
        '/projects/{project}/volumes/{volume}/snapshots/{snapshot}',
        { params: { path: { ...path, snapshot } } },
      ),
    );
    tell(`Snapshot '${snapshot}' is being deleted`);
  }
}
