import { ConflictError } from '@backstage/errors';
import { createTemplateAction } from '@backstage/plugin-scaffolder-node';
import {
  formatBytes,
  PAGE_PATHS,
  parseQuantity,
} from '@pagoda/plugin-pagoda-common';
import { exists } from '../exists';
import * as inputs from '../inputs';
import type { OpenPagodaSession } from '../PagodaSession';
import { withoutBlanks } from '../withoutBlanks';
import { volumeCreateExamples } from './createVolumeCreateAction.examples';

/** `pagoda:volume:create`: creates a volume in a project. */
export function createVolumeCreateAction(open: OpenPagodaSession) {
  return createTemplateAction({
    id: 'pagoda:volume:create',
    description:
      'Creates a volume: a data space of the project for inputs that runs mount.',
    examples: volumeCreateExamples,
    supportsDryRun: true,
    schema: {
      input: {
        project: inputs.project,
        name: inputs.newName('volume'),
        size: z => z.string().describe('Such as 500Mi or 10Gi'),
        description: z => z.string().optional().describe('What is in it'),
        cluster: inputs.cluster,
      },
      output: {
        name: z => z.string().describe('Name of the volume'),
        url: z => z.string().describe("Address of the volume's page"),
      },
    },
    async handler(ctx) {
      const { project, ...body } = withoutBlanks(ctx.input);
      const session = await open(ctx);
      const { name, size } = body;
      const url = session.url(PAGE_PATHS.volume(project, name));
      if (ctx.isDryRun) {
        const { data: usage } = await session.call(client =>
          client.GET('/projects/{project}/usage', {
            params: { path: { project } },
          }),
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
        ctx.logger.info(
          `Would create volume '${name}' of ${size} in project '${project}'`,
        );
      } else {
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
      }
      ctx.output('name', name);
      ctx.output('url', url);
    },
  });
}
