import { randomBytes } from 'node:crypto';
import * as at from './paths.mjs';

const GROUP = 'ext.cattle.io';

/**
 * NOT Rancher: `/apis/ext.cattle.io/v1/{tokens,kubeconfigs}`, which Rancher serves by an aggregated API (from 2.12).
 *
 * @returns {(request: {method: string, segments: string[], body: object, token: object}) => Promise<{status: number, body?:
 *   object}>}
 */
export function createExt({ api, users, kubeconfigFor }) {
  const kubeconfigs = new Map();
  return async ({ method, segments, body, token }) => {
    const [resource, name] = segments;
    if (resource === 'tokens') {
      return playTokens({ users, method, name, body, token });
    }
    if (resource !== 'kubeconfigs') {
      return status(404, 'NotFound', 'the server could not find the resource');
    }
    if (token.kind !== 'user') {
      return status(
        ...[403, 'Forbidden'],
        `user ${token.user} is not a Rancher user`,
      );
    }
    const own = [...kubeconfigs.values()].filter(
      one => one.owner === token.user,
    );
    const found = own.find(({ object }) => object.metadata.name === name);
    if (method === 'GET' && name === undefined) {
      return {
        status: 200,
        body: {
          ...{ apiVersion: `${GROUP}/v1`, kind: 'KubeconfigList' },
          metadata: {},
          items: own.map(({ object }) => object),
        },
      };
    }
    if (method === 'POST' && name === undefined) {
      const made = await createKubeconfig({
        ...{ api, users, kubeconfigFor, body, token },
      });
      if (made.object) {
        kubeconfigs.set(made.object.metadata.name, made);
      }
      return made.answer;
    }
    if (!found) {
      return status(
        404,
        'NotFound',
        `kubeconfigs.${GROUP} "${name}" not found`,
      );
    }
    if (method === 'DELETE') {
      found.object.status.tokens.forEach(one => users.revoke(one));
      kubeconfigs.delete(name);
      return status(200, 'Success', '');
    }
    return { status: 200, body: found.object };
  };
}

async function createKubeconfig({ api, users, kubeconfigFor, body, token }) {
  const { metadata = {}, spec = {} } = body;
  const { clusters = [], ttl } = spec;
  const [most, usual] = await Promise.all([
    minutes(api, 'kubeconfig-max-token-ttl-minutes'),
    minutes(api, 'kubeconfig-default-token-ttl-minutes'),
  ]);
  if (ttl !== undefined && (ttl < 0 || ttl > most * 60)) {
    const answer = status(
      ...[400, 'BadRequest'],
      ttl < 0
        ? "spec.ttl can't be negative"
        : `spec.ttl ${ttl} exceeds max ttl ${most * 60}`,
    );
    return { answer };
  }
  for (const id of clusters) {
    if (!(await api.find(at.one(at.MANAGEMENT_CLUSTERS, id)))) {
      return { answer: status(400, 'BadRequest', `cluster ${id} not found`) };
    }
  }
  const seconds = ttl || usual * 60;
  const made = users.create({ user: token.user, ttlMs: seconds * 1000 });
  const name =
    metadata.name ??
    `${metadata.generateName ?? 'kubeconfig-'}${randomBytes(3).toString('hex').slice(0, 5)}`;
  const object = {
    ...{ apiVersion: `${GROUP}/v1`, kind: 'Kubeconfig' },
    metadata: {
      name,
      uid: name,
      labels: metadata.labels,
      creationTimestamp: new Date().toISOString(),
    },
    spec: { ...spec, ttl: seconds },
    status: { summary: 'Complete', tokens: [made.name] },
  };
  const value = kubeconfigFor(clusters[0], token.user, made.bearer);
  return {
    object,
    owner: token.user,
    // The value is told this once.
    answer: {
      status: 201,
      body: { ...object, status: { ...object.status, value } },
    },
  };
}

async function minutes(api, setting) {
  const { value, default: usual } = await api.get(at.one(at.SETTINGS, setting));
  return Number(value || usual);
}

async function playTokens({ users, method, name, body, token }) {
  if (method === 'POST') {
    const { ttl = 0, description = '' } = body.spec ?? {};
    if (ttl < 0) {
      return status(400, 'BadRequest', "spec.ttl can't be negative");
    }
    const made = users.create({ user: token.user, ext: true, ttlMs: ttl });
    return {
      status: 201,
      body: describe(made, {
        description,
        value: made.secret,
        bearerToken: made.bearer,
      }),
    };
  }
  if (name === undefined) {
    return {
      status: 200,
      body: {
        ...{ apiVersion: `${GROUP}/v1`, kind: 'TokenList', metadata: {} },
        items: users.of(token.user).map(one => describe(one)),
      },
    };
  }
  const found = users.get(name);
  if (!found || found.user !== token.user) {
    return status(404, 'NotFound', `tokens.${GROUP} "${name}" not found`);
  }
  if (method === 'DELETE') {
    users.revoke(name);
    return status(200, 'Success', '');
  }
  return { status: 200, body: describe(found) };
}

function describe(token, { description, ...shown } = {}) {
  return {
    ...{ apiVersion: `${GROUP}/v1`, kind: 'Token' },
    metadata: { name: token.name },
    spec: { ttl: token.ttlMs ?? 0, description, enabled: true },
    status: {
      expiresAt: token.expiresAt?.toISOString(),
      expired: token.expiresAt !== undefined && token.expiresAt < new Date(),
      ...shown,
    },
  };
}

/** A Status as the API server has it. */
function status(code, reason, message) {
  return {
    status: code,
    body: {
      ...{ apiVersion: 'v1', kind: 'Status', metadata: {} },
      status: code < 300 ? 'Success' : 'Failure',
      ...(code >= 300 && { reason }),
      ...{ message, code },
    },
  };
}
