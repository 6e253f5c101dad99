import { ConflictError, InputError } from '@backstage/errors';
import { createTemplateAction } from '@backstage/plugin-scaffolder-node';
import { PAGE_PATHS } from '@pagoda/plugin-pagoda-common';
import * as inputs from '../inputs';
import { logPreflight } from '../logPreflight';
import type { OpenPagodaSession } from '../PagodaSession';
import { waitForCluster } from '../waitForCluster';
import { clusterScaleExamples } from './createClusterScaleAction.examples';

const WAIT_SECONDS = 3_600;

/** `pagoda:cluster:scale`: changes how many machines pools have. */
export function createClusterScaleAction(open: OpenPagodaSession) {
  return createTemplateAction({
    id: 'pagoda:cluster:scale',
    description:
      'Changes how many machines the pools of a cluster have, and waits until it is so. What is as wanted already is left as it is.',
    examples: clusterScaleExamples,
    supportsDryRun: true,
    schema: {
      input: {
        cluster: inputs.clusterName,
        counts: z =>
          z
            .record(z.number().int().min(0))
            .describe('Machines by pool, such as work: 5'),
        wait: inputs.wait,
        timeoutSeconds: inputs.waitSeconds,
      },
      output: {
        url: z => z.string().describe("Address of the cluster's page"),
      },
    },
    async handler(ctx) {
      const { cluster, counts, wait = true } = ctx.input;
      const session = await open(ctx);
      const url = session.url(PAGE_PATHS.cluster(cluster));
      const params = { path: { cluster } };
      ctx.output('url', url);
      const { data: found } = await session.call(client =>
        client.GET('/clusters/{cluster}', { params }),
      );
      const plan = found?.plan;
      if (!found || !plan) {
        throw new ConflictError(
          `cluster: '${cluster}' was not made by PAGoDA, and is not changed by it`,
        );
      }
      const names = plan.pools.map(({ name }) => name);
      const unknown = Object.keys(counts).find(name => !names.includes(name));
      if (unknown !== undefined) {
        throw new InputError(
          `counts: cluster '${cluster}' has no pool '${unknown}'; it has ${names.join(', ')}`,
        );
      }
      const pools = plan.pools.map(pool => ({
        ...pool,
        count: counts[pool.name] ?? pool.count,
      }));
      if (ctx.isDryRun) {
        const { data } = await session.call(client =>
          client.POST('/clusters:preflight', {
            params: { query: { cluster } },
            body: { ...plan, pools },
          }),
        );
        logPreflight(ctx.logger, data);
        return;
      }
      // The same counts again are the same cluster: a recovered task does no harm.
      await session.call(client =>
        client.PATCH('/clusters/{cluster}', {
          params,
          body: { pools, generation: found.generation },
        }),
      );
      ctx.logger.info(
        `Asked for ${pools.map(({ name, count }) => `${count} ${name}`).join(', ')}: ${url}`,
      );
      if (wait) {
        await waitForCluster({
          ...{ session, cluster, url },
          timeoutSeconds: ctx.input.timeoutSeconds ?? WAIT_SECONDS,
          goesOn: 'the cluster goes on being changed',
          signal: ctx.signal,
          logger: ctx.logger,
        });
      }
    },
  });
}
