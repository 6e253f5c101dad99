import { readFile } from 'node:fs/promises';
import type { HttpAuthService } from '@backstage/backend-plugin-api';
import { InputError, toError } from '@backstage/errors';
import express, { type Router } from 'express';
import PromiseRouter from 'express-promise-router';
import { z } from 'zod';
import type { KubernetesConnection } from '../clients/kubernetes/KubernetesConnection';
import { KubernetesError } from '../clients/kubernetes/KubernetesError';
import type { ClusterStore } from '../clusters/ClusterStore';
import type { ClusterConnections } from '../clusters/connections/ClusterConnections';
import { requirePlugin } from '../http/requirePlugin';
import type { TabAnswer, TabCluster, TabCredential } from './types';

/** Plugin that these routes are for. */
const PLUGIN = 'kubernetes';
/** Objects of a kind that a tab shows at most. */
const LIMIT = 500;

const segment = z.string().regex(/^[a-z0-9]([-a-z0-9.]*[a-z0-9])?$/);
const query = z.object({
  cluster: segment,
  group: z.union([z.literal(''), segment]),
  version: segment,
  // Subresources and whatever else has a slash are none of a tab's business; nor are secrets, even masked ones.
  resource: segment.refine(name => name !== 'secrets', 'are not shown'),
  namespace: segment.optional(),
  // It may name all projects of a user.
  labelSelector: z.string().max(50_000).optional(),
});
const credentialBody = z.object({ cluster: segment });

/** What {@link createKubernetesTabRouter} needs. */
export interface KubernetesTabRouterOptions {
  httpAuth: HttpAuthService;
  clusters: ClusterStore;
  connections: ClusterConnections;
}

/**
 * Routes for {@link pagodaKubernetesModule}, which may run in another process; for the Kubernetes plugin alone, and no
 * part of the public API.
 */
export function createKubernetesTabRouter({
  httpAuth,
  clusters,
  connections,
}: KubernetesTabRouterOptions): Router {
  const router = PromiseRouter();
  router.use('/internal/kubernetes', express.json());

  router.post('/internal/kubernetes/clusters', async (req, res) => {
    await requirePlugin(httpAuth, req, PLUGIN);
    const items: TabCluster[] = [];
    for (const name of await connections.names()) {
      const [record, connection] = await Promise.all([
        clusters.find(name),
        connections.connection(name).catch(() => undefined),
      ]);
      // One whose credentials cannot be read says so on its own page; the others go on.
      if (record && connection) {
        items.push({
          name,
          title: record.title,
          server: connection.server,
          ...(connection.ca !== undefined && { ca: connection.ca }),
          ...(connection.insecureSkipTlsVerify && {
            insecureSkipTlsVerify: true,
          }),
          reachable: record.phase !== 'Unreachable',
        });
      }
    }
    res.json({ items });
  });

  router.post('/internal/kubernetes/objects', async (req, res) => {
    await requirePlugin(httpAuth, req, PLUGIN);
    const { cluster, group, version, resource, namespace, labelSelector } =
      parse(query, req.body);
    res.json(
      await answer(async () => {
        const client = await connections.client(cluster);
        const list = await client.list<object>(
          { group, version, resource, namespace },
          { labelSelector, limit: LIMIT },
        );
        return list.items;
      }),
    );
  });

  router.post('/internal/kubernetes/credential', async (req, res) => {
    await requirePlugin(httpAuth, req, PLUGIN);
    const { cluster } = parse(credentialBody, req.body);
    res.json(await toCredential(await connections.connection(cluster)));
  });

  return router;
}

/** What is wrong with the cluster is part of the answer: the tab shows it beside what the others have. */
async function answer(list: () => Promise<object[]>): Promise<TabAnswer> {
  try {
    return { items: await list() };
  } catch (error) {
    if (error instanceof KubernetesError) {
      return { status: error.status, message: toError(error).message };
    }
    throw error;
  }
}

async function toCredential({
  auth,
}: KubernetesConnection): Promise<TabCredential> {
  if ('token' in auth) {
    return { type: 'bearer token', token: auth.token };
  }
  if ('tokenFile' in auth) {
    const token = await readFile(auth.tokenFile, 'utf8');
    return { type: 'bearer token', token: token.trim() };
  }
  return 'certificate' in auth
    ? {
        type: 'x509 client certificate',
        cert: auth.certificate,
        key: auth.key,
      }
    : { type: 'anonymous' };
}

function parse<T>(schema: z.ZodType<T>, value: unknown): T {
  const result = schema.safeParse(value);
  if (!result.success) {
    throw new InputError(z.prettifyError(result.error));
  }
  return result.data;
}
