import { InputError } from '@backstage/errors';
import { createTemplateAction } from '@backstage/plugin-scaffolder-node';
import {
  PAGE_PATHS,
  type ClusterConnection,
} from '@pagoda/plugin-pagoda-common';
import * as inputs from '../inputs';
import type { OpenPagodaSession } from '../PagodaSession';
import { withoutBlanks } from '../withoutBlanks';
import { clusterImportExamples } from './createClusterImportAction.examples';

/** `pagoda:cluster:import`: lets runs execute on a Kubernetes cluster that there is; for administrators. */
export function createClusterImportAction(open: OpenPagodaSession) {
  return createTemplateAction({
    id: 'pagoda:cluster:import',
    description:
      'Checks a Kubernetes cluster that there is, and lets runs execute on it. For administrators. Give credentials as secrets of the task: ${{ secrets.kubeconfig }} or ${{ secrets.token }}.',
    examples: clusterImportExamples,
    supportsDryRun: true,
    schema: {
      input: {
        name: inputs.newName('cluster'),
        title: z => z.string().optional().describe('What people read'),
        description: z => z.string().optional().describe('What it is for'),
        kubeconfig: z =>
          z.string().optional().describe('With one context, or context named'),
        context: z => z.string().optional().describe('Of the kubeconfig'),
        server: z =>
          z
            .string()
            .optional()
            .describe('Address of the API server, or of Rancher’s proxy'),
        token: z => z.string().optional().describe('With server'),
        force: z =>
          z
            .boolean()
            .optional()
            .describe('Although the check finds something (default: false)'),
      },
      output: {
        name: z => z.string().describe('Name of the cluster'),
        url: z => z.string().describe("Address of the cluster's page"),
      },
    },
    async handler(ctx) {
      const { name, title, description, force, ...rest } = withoutBlanks(
        ctx.input,
      );
      const connection = toConnection(rest);
      const session = await open(ctx);
      const url = session.url(PAGE_PATHS.cluster(name));
      if (ctx.isDryRun) {
        const { data } = await session.call(client =>
          client.POST('/clusters:check', { body: { connection } }),
        );
        data?.problems.forEach(({ message, advice }) =>
          ctx.logger.warn([message, advice].filter(Boolean).join(' ')),
        );
        ctx.logger.info(
          data?.usable
            ? `${data.server} can be used`
            : `${data?.server || 'The cluster'} cannot be used as it is`,
        );
      } else {
        await ctx.checkpoint({
          key: session.key,
          fn: async () => {
            await session.call(client =>
              client.POST('/clusters', {
                params: { header: { 'Idempotency-Key': session.key } },
                body: withoutBlanks({
                  ...{ name, title, description, force, connection },
                }),
              }),
            );
          },
        });
        ctx.logger.info(`Imported cluster '${name}': ${url}`);
      }
      ctx.output('name', name);
      ctx.output('url', url);
    },
  });
}

function toConnection(input: {
  kubeconfig?: string;
  context?: string;
  server?: string;
  token?: string;
}): ClusterConnection {
  const { kubeconfig, context, server, token } = input;
  if (kubeconfig !== undefined && server === undefined) {
    return {
      kind: 'kubeconfig',
      kubeconfig,
      ...(context !== undefined && { context }),
    };
  }
  if (server !== undefined && token !== undefined && kubeconfig === undefined) {
    return { kind: 'token', server, token };
  }
  throw new InputError('give either a kubeconfig, or a server and a token');
}
