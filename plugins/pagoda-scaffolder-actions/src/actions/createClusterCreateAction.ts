import { createTemplateAction } from '@backstage/plugin-scaffolder-node';
import { PAGE_PATHS, type ClusterPlan } from '@pagoda/plugin-pagoda-common';
import * as inputs from '../inputs';
import { logPreflight } from '../logPreflight';
import type { OpenPagodaSession } from '../PagodaSession';
import { waitForCluster } from '../waitForCluster';
import { withoutBlanks } from '../withoutBlanks';
import { clusterCreateExamples } from './createClusterCreateAction.examples';

/** A quarter of an hour is usual; a cloud that is busy takes longer. */
const WAIT_SECONDS = 3_600;

/** `pagoda:cluster:create`: has a cluster made in a cloud. */
export function createClusterCreateAction(open: OpenPagodaSession) {
  return createTemplateAction({
    id: 'pagoda:cluster:create',
    description:
      'Has a cluster made in a cloud, by Rancher or by Magnum, and waits until it is ready, telling of its phases and machines. For administrators, and whom the configuration names. Ending the task ends the waiting alone: the cluster goes on being made.',
    examples: clusterCreateExamples,
    supportsDryRun: true,
    schema: {
      input: {
        name: inputs.newName('cluster'),
        title: z => z.string().optional().describe('What people read'),
        description: z => z.string().optional().describe('What it is for'),
        provisioner: z => z.enum(['rancher', 'magnum']),
        cloud: z =>
          z.string().describe('A Rancher for rancher, an OpenStack for magnum'),
        version: z =>
          z
            .string()
            .optional()
            .describe('Of Kubernetes, such as v1.34.1+rke2r1; for rancher'),
        clusterTemplate: z =>
          z.string().optional().describe('Of Magnum; for magnum'),
        pools: inputs.pools,
        image: z =>
          z.string().optional().describe('Of pools that name no other'),
        network: z => z.string().optional().describe('Of the machines'),
        externalNetwork: z =>
          z.string().optional().describe('Where floating IPs come from'),
        securityGroups: z => z.array(z.string()).optional(),
        keypair: z => z.string().optional(),
        sshUser: z => z.string().optional().describe('Of the image'),
        deletionProtection: z =>
          z
            .boolean()
            .optional()
            .describe('Refuse to delete it until that is off (default: true)'),
        endsOn: z =>
          z
            .string()
            .optional()
            .describe(
              'The last day of it, such as 2027-01-31, or a time in ISO 8601',
            ),
        wait: inputs.wait,
        timeoutSeconds: inputs.waitSeconds,
      },
      output: {
        name: z => z.string().describe('Name of the cluster'),
        phase: z => z.string().describe('Such as Ready, or Pending'),
        url: z => z.string().describe("Address of the cluster's page"),
      },
    },
    async handler(ctx) {
      const { wait = true, timeoutSeconds = WAIT_SECONDS } = ctx.input;
      const plan = toPlan(ctx.input);
      const { name: cluster } = plan;
      const session = await open(ctx);
      const url = session.url(PAGE_PATHS.cluster(cluster));
      ctx.output('name', cluster);
      ctx.output('url', url);
      if (ctx.isDryRun) {
        const { data } = await session.call(client =>
          client.POST('/clusters:preflight', { body: plan }),
        );
        logPreflight(ctx.logger, data);
        ctx.output('phase', 'Pending');
        return;
      }
      await ctx.checkpoint({
        key: session.key,
        fn: async () => {
          await session.call(client =>
            client.POST('/clusters:provision', {
              params: { header: { 'Idempotency-Key': session.key } },
              body: plan,
            }),
          );
        },
      });
      ctx.logger.info(
        `Asked for cluster '${cluster}' in ${plan.cloud}: ${url}`,
      );
      if (!wait) {
        ctx.output('phase', 'Pending');
        return;
      }
      const { status } = await waitForCluster({
        ...{ session, cluster, url, timeoutSeconds },
        goesOn: 'the cluster goes on being made',
        signal: ctx.signal,
        logger: ctx.logger,
      });
      ctx.output('phase', status.phase);
    },
  });
}

type Input = Omit<ClusterPlan, 'endsAt'> & {
  image?: string;
  endsOn?: string;
  wait?: boolean;
  timeoutSeconds?: number;
};

function toPlan(input: Input): ClusterPlan {
  const {
    image,
    endsOn,
    wait: _wait,
    timeoutSeconds: _timeout,
    ...plan
  } = withoutBlanks(input);
  return {
    ...plan,
    pools: plan.pools.map(pool =>
      // What the image is, Magnum's template says.
      withoutBlanks(
        image && plan.provisioner !== 'magnum'
          ? { ...pool, image: pool.image || image }
          : pool,
      ),
    ),
    ...(endsOn && {
      endsAt: /^\d{4}-\d{2}-\d{2}$/.test(endsOn)
        ? `${endsOn}T23:59:59Z`
        : endsOn,
    }),
  };
}
