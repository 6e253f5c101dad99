import { ConflictError } from '@backstage/errors';
import { createTemplateAction } from '@backstage/plugin-scaffolder-node';
import {
  PAGE_PATHS,
  type Member,
  type Role,
} from '@pagoda/plugin-pagoda-common';
import { exists } from '../exists';
import * as inputs from '../inputs';
import type { OpenPagodaSession } from '../PagodaSession';
import { withoutBlanks } from '../withoutBlanks';
import { projectCreateExamples } from './createProjectCreateAction.examples';

/** `pagoda:project:create`: creates a project; for administrators. */
export function createProjectCreateAction(open: OpenPagodaSession) {
  return createTemplateAction({
    id: 'pagoda:project:create',
    description:
      'Creates a project with its members and its quota. For administrators.',
    examples: projectCreateExamples,
    supportsDryRun: true,
    schema: {
      input: {
        name: inputs.newName('project'),
        title: z => z.string().optional().describe('What people read'),
        description: z => z.string().optional().describe('What it is about'),
        quota: z =>
          z
            .object({
              concurrentRuns: z.number().int().min(0).optional(),
              cpu: z.string().optional().describe('Cores, such as 16'),
              memory: z.string().optional().describe('Such as 64Gi'),
              gpu: z.number().int().min(0).optional(),
              storage: z.string().optional().describe('Such as 1Ti'),
            })
            .strict()
            .optional()
            .describe('Limits; what is left out has none'),
        owners: inputs.subjects('owners: they manage members'),
        researchers: inputs.subjects('researchers: they run experiments'),
        viewers: inputs.subjects('viewers: they look'),
      },
      output: {
        name: z => z.string().describe('Name of the project'),
        url: z => z.string().describe("Address of the project's page"),
      },
    },
    async handler(ctx) {
      const { owners, researchers, viewers, ...project } = withoutBlanks(
        ctx.input,
      );
      const body = { ...project, members: toMembers(ctx.input) };
      const { name } = body;
      const session = await open(ctx);
      const url = session.url(PAGE_PATHS.project(name));
      if (ctx.isDryRun) {
        const taken = await exists(session, client =>
          client.GET('/projects/{project}', {
            params: { path: { project: name } },
          }),
        );
        if (taken) {
          throw new ConflictError(
            `name: there is a project '${name}' already; choose another name`,
          );
        }
        ctx.logger.info(`Would create project '${name}'`);
      } else {
        await ctx.checkpoint({
          key: session.key,
          fn: async () => {
            await session.call(client =>
              client.POST('/projects', {
                params: { header: { 'Idempotency-Key': session.key } },
                body,
              }),
            );
          },
        });
        ctx.logger.info(`Created project '${name}': ${url}`);
      }
      ctx.output('name', name);
      ctx.output('url', url);
    },
  });
}

/** Whoever is named for several roles gets the strongest. */
function toMembers(input: Partial<Record<`${Role}s`, string[]>>): Member[] {
  const roles = new Map<string, Role>();
  for (const role of ['viewer', 'researcher', 'owner'] as const) {
    for (const subject of input[`${role}s`] ?? []) {
      roles.set(subject, role);
    }
  }
  return [...roles].map(([subject, role]) => ({ subject, role }));
}
