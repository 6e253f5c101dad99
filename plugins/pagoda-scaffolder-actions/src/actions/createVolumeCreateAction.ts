import { ConflictError } from '@backstage/errors';
import { createTemplateAction } from '@backstage/plugin-scaffolder-node';
import {
  formatBytes,
  PAGE_PATHS,
  parseQuantity,
  type VolumeCreate,
} from '@pagoda/plugin-pagoda-common';
import { exists } from '../exists';
import * as inputs from '../inputs';
import { logPreflight } from '../logPreflight';
import type { OpenPagodaSession, PagodaSession } from '../PagodaSession';
import { waitForVolume } from '../waitForVolume';
import { withoutBlanks } from '../withoutBlanks';
import { volumeCreateExamples } from './createVolumeCreateAction.examples';

/** A cloud that copies a large source takes its time. */
const WAIT_SECONDS = 3_600;

/** `pagoda:volume:create`: creates a volume in a project. */
export function createVolumeCreateAction(open: OpenPagodaSession) {
  return createTemplateAction({
    id: 'pagoda:volume:create',
    description:
      'Creates a volume: a data space of the project for inputs that runs mount, on a cluster or in a cloud. One in a cloud is waited for.',
    examples: volumeCreateExamples,
    supportsDryRun: true,
    schema: {
      input: {
        project: inputs.project,
        name: inputs.newName('volume'),
        size: inputs.size,
        description: z => z.string().optional().describe('What is in it'),
        cluster: inputs.cluster,
        cloud: z =>
          z
            .string()
            .optional()
            .describe('An OpenStack whose block storage it is to be in'),
        volumeType: z =>
          z
            .string()
            .optional()
            .describe("Of the cloud (default: the cloud's own)"),
        zone: z => z.string().optional().describe('Of the cloud'),
        source: z =>
          z
            .object({
              volume: z.string(),
              snapshot: z.string().optional().describe('Of that volume'),
            })
            .strict()
            .optional()
            .describe('What it is made from, in the same project and cloud'),
        deletionProtection: z =>
          z.boolean().optional().describe('Of one in a cloud (default: false)'),
        wait: z =>
          z
            .boolean()
            .optional()
            .describe(
              'Wait until it can be used (default: true for one in a cloud); it goes on anyway',
            ),
        timeoutSeconds: inputs.waitSeconds,
      },
      output: {
        name: z => z.string().describe('Name of the volume'),
        url: z => z.string().describe("Address of the volume's page"),
      },
    },
    async handler(ctx) {
      const { project, wait, timeoutSeconds, ...body } = withoutBlanks(
        ctx.input,
      );
      const session = await open(ctx);
      const { name, size, cloud } = body;
      const url = session.url(PAGE_PATHS.volume(project, name));
      ctx.output('name', name);
      ctx.output('url', url);
      if (ctx.isDryRun) {
        await checkRoom(session, project, body);
        if (cloud !== undefined) {
          const { data } = await session.call(client =>
            client.POST('/projects/{project}/volumes:preflight', {
              params: { path: { project } },
              body: {
                items: [
                  withoutBlanks({ cloud, size, volumeType: body.volumeType }),
                ],
              },
            }),
          );
          logPreflight(ctx.logger, data);
        }
        ctx.logger.info(
          `Would create volume '${name}' of ${size} in project '${project}'`,
        );
        return;
      }
      await ctx.checkpoint({
        key: session.key,
        fn: async () => {
          await session.call(client =>
            client.POST('/projects/{project}/volumes', {
              params: {
                path: { project },
                header: { 'Idempotency-Key': session.key },
              },
              body,
            }),
          );
        },
      });
      ctx.logger.info(`Created volume '${name}' of ${size}: ${url}`);
      if (wait ?? cloud !== undefined) {
        await waitForVolume({
          ...{ session, project, volume: name, url },
          timeoutSeconds: timeoutSeconds ?? WAIT_SECONDS,
          goesOn: 'the volume goes on being made',
          signal: ctx.signal,
          logger: ctx.logger,
        });
      }
    },
  });
}

/** @throws ConflictError where the project has no room for it, or has one of that name */
async function checkRoom(
  session: PagodaSession,
  project: string,
  { name, size }: VolumeCreate,
): Promise<void> {
  const { data: usage } = await session.call(client =>
    client.GET('/projects/{project}/usage', { params: { path: { project } } }),
  );
  const left = usage?.storage.left;
  if (left !== undefined && parseQuantity(size) > left) {
    throw new ConflictError(
      `size: ${size} are asked for, and project '${project}' has ${formatBytes(left)} of storage left`,
    );
  }
  const taken = await exists(session, client =>
    client.GET('/projects/{project}/volumes/{volume}', {
      params: { path: { project, volume: name } },
    }),
  );
  if (taken) {
    throw new ConflictError(
      `name: there is a volume '${name}' in project '${project}' already; choose another name`,
    );
  }
}
