import { createTemplateAction } from '@backstage/plugin-scaffolder-node';
import { PAGE_PATHS } from '@pagoda/plugin-pagoda-common';
import { exists } from '../exists';
import * as inputs from '../inputs';
import type { OpenPagodaSession } from '../PagodaSession';
import { waitForRemoval } from '../waitForCluster';
import { clusterDeleteExamples } from './createClusterDeleteAction.examples';

const WAIT_SECONDS = 3_600;

/** `pagoda:cluster:delete`: removes a cluster from its cloud, or forgets an imported one. */
export function createClusterDeleteAction(open: OpenPagodaSession) {
  return createTemplateAction({
    id: 'pagoda:cluster:delete',
    description:
      'Removes a cluster from its cloud with all that is on it, and waits until nothing is left; forgets an imported one. One that is protected from deletion is refused.',
    examples: clusterDeleteExamples,
    supportsDryRun: true,
    schema: {
      input: {
        cluster: inputs.clusterName,
        unprotect: z =>
          z
            .boolean()
            .optional()
            .describe('Switch its protection off before (default: false)'),
        wait: inputs.wait,
        timeoutSeconds: inputs.waitSeconds,
      },
      output: {},
    },
    async handler(ctx) {
      const { cluster, unprotect, wait = true } = ctx.input;
      const session = await open(ctx);
      const url = session.url(PAGE_PATHS.cluster(cluster));
      const params = { path: { cluster } };
      const isThere = await exists(session, client =>
        client.GET('/clusters/{cluster}', { params }),
      );
      if (!isThere) {
        // As when the task was recovered after it was gone.
        ctx.logger.info(`There is no cluster '${cluster}' (any more)`);
        return;
      }
      if (ctx.isDryRun) {
        ctx.logger.info(`Would delete cluster '${cluster}'`);
        return;
      }
      if (unprotect) {
        await session.call(client =>
          client.PATCH('/clusters/{cluster}', {
            params,
            body: { deletionProtection: false },
          }),
        );
      }
      await session.call(client =>
        client.DELETE('/clusters/{cluster}', { params }),
      );
      ctx.logger.info(`Cluster '${cluster}' is being removed: ${url}`);
      if (wait) {
        await waitForRemoval({
          ...{ session, cluster, url },
          timeoutSeconds: ctx.input.timeoutSeconds ?? WAIT_SECONDS,
          goesOn: 'the removal goes on',
          signal: ctx.signal,
          logger: ctx.logger,
        });
        ctx.logger.info(`Nothing of cluster '${cluster}' is left`);
      }
    },
  });
}
