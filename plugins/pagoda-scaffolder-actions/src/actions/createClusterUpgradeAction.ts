import { createTemplateAction } from '@backstage/plugin-scaffolder-node';
import { PAGE_PATHS } from '@pagoda/plugin-pagoda-common';
import * as inputs from '../inputs';
import type { OpenPagodaSession } from '../PagodaSession';
import { waitForOperation } from '../waitForCluster';
import { clusterUpgradeExamples } from './createClusterUpgradeAction.examples';

const WAIT_SECONDS = 7_200;

/** `pagoda:cluster:upgrade`: upgrades a cluster. */
export function createClusterUpgradeAction(open: OpenPagodaSession) {
  return createTemplateAction({
    id: 'pagoda:cluster:upgrade',
    description:
      'Upgrades a cluster to one of the versions that it may have next, and waits until that is done.',
    examples: clusterUpgradeExamples,
    supportsDryRun: true,
    schema: {
      input: {
        cluster: inputs.clusterName,
        version: z =>
          z
            .string()
            .describe('Of Kubernetes; of Magnum the name of a template'),
        wait: inputs.wait,
        timeoutSeconds: inputs.waitSeconds,
      },
      output: {
        operation: z => z.string().describe('Id of the operation'),
        url: z => z.string().describe("Address of the cluster's page"),
      },
    },
    async handler(ctx) {
      const { cluster, version, wait = true } = ctx.input;
      const session = await open(ctx);
      const url = session.url(PAGE_PATHS.cluster(cluster));
      const params = { path: { cluster } };
      ctx.output('url', url);
      if (ctx.isDryRun) {
        const { data } = await session.call(client =>
          client.GET('/clusters/{cluster}/versions', { params }),
        );
        const { current = 'an unknown version', allowed = [] } = data ?? {};
        ctx.logger.info(
          `It has ${current}, and may be upgraded to ${allowed.join(', ') || 'nothing now'}`,
        );
        ctx.output('operation', 'dry-run');
        return;
      }
      const operation = await ctx.checkpoint({
        key: session.key,
        fn: async () => {
          const { data: found } = await session.call(client =>
            client.GET('/clusters/{cluster}', { params }),
          );
          const { data } = await session.call(client =>
            client.POST('/clusters/{cluster}:upgrade', {
              params,
              body:
                found?.plan?.provisioner === 'magnum'
                  ? { clusterTemplate: version }
                  : { version },
            }),
          );
          return data?.id ?? '';
        },
      });
      ctx.output('operation', operation);
      ctx.logger.info(`Asked for ${version}: ${url}`);
      if (wait) {
        await waitForOperation({
          ...{ session, cluster, url, operation },
          timeoutSeconds: ctx.input.timeoutSeconds ?? WAIT_SECONDS,
          goesOn: 'the upgrade goes on',
          signal: ctx.signal,
          logger: ctx.logger,
        });
      }
    },
  });
}
