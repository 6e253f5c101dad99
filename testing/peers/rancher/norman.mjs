import * as at from './paths.mjs';

const CREDENTIALS = 'cattle-global-data';
/** The only field of the driver's credentials (rancher/rancher pkg/data/management/machinedriver_data.go). */
const CREDENTIAL_FIELDS = ['password'];

/**
 * NOT Rancher: the few calls of its API `/v3` ("norman") that are needed still.
 *
 * @returns {(request: {method: string, segments: string[], query: URLSearchParams, body: object, token: object}) =>
 *   Promise<{status: number, body?: object}>}
 */
export function createNorman({ api, users, kubeconfigFor }) {
  return async request => {
    const { method, segments, query } = request;
    const [type, id] = segments;
    const action = query.get('action');
    const what = `${method} ${type.toLowerCase()}${action ? `:${action}` : ''}`;
    switch (what) {
      case 'POST tokens':
        return createToken(users, request);
      case 'GET tokens':
        return ok({
          type: 'collection',
          resourceType: 'token',
          data: users.of(request.token.user).map(describeToken),
        });
      case 'DELETE tokens':
        return users.revoke(id) ? { status: 204 } : error(404, 'NotFound');
      case 'POST cloudcredentials':
        return createCredential(api, request.body);
      case 'GET cloudcredentials': {
        const found = await api.find(secretPath(id));
        return found ? ok(describeCredential(found)) : error(404, 'NotFound');
      }
      case 'DELETE cloudcredentials':
        return deleteCredential(api, id);
      case 'POST clusters:generateKubeconfig':
        return (await api.find(at.one(at.MANAGEMENT_CLUSTERS, id)))
          ? ok({
              type: 'generateKubeconfigOutput',
              config: kubeconfigFor(id, request.token.user),
            })
          : error(404, 'NotFound', `cluster ${id} not found`);
      case 'POST nodedrivers:activate':
      case 'POST nodedrivers:deactivate':
        await api.merge(at.one(at.NODE_DRIVERS, id), {
          spec: { active: action === 'activate' },
        });
        return ok({ type: 'nodeDriver', id });
      default:
        return error(405, 'MethodNotAllow');
    }
  };
}

function createToken(users, { body, token }) {
  const { description = '', ttl = 0 } = body;
  if (typeof ttl !== 'number' || ttl < 0) {
    return error(422, 'InvalidOption', 'ttl must not be negative', 'ttl');
  }
  const made = users.create({ user: token.user, ttlMs: ttl });
  return {
    status: 201,
    body: { ...describeToken(made), description, token: made.bearer },
  };
}

function describeToken({ name, user, expiresAt, ttlMs, createdAt }) {
  return {
    ...{ type: 'token', id: name, name, userId: user, ttl: ttlMs },
    created: createdAt.toISOString(),
    expiresAt: expiresAt?.toISOString() ?? '',
    expired: expiresAt !== undefined && expiresAt < new Date(),
  };
}

async function createCredential(api, { name, openstackcredentialConfig }) {
  if (!openstackcredentialConfig) {
    return error(422, 'MissingRequired', 'a credential config is required');
  }
  const made = await api.create(at.SECRETS(CREDENTIALS), {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: {
      generateName: 'cc-',
      annotations: { 'field.cattle.io/name': name ?? '' },
    },
    // Unknown fields are dropped without a word.
    stringData: Object.fromEntries(
      CREDENTIAL_FIELDS.filter(field => field in openstackcredentialConfig).map(
        field => [
          `openstackcredentialConfig-${field}`,
          openstackcredentialConfig[field],
        ],
      ),
    ),
  });
  return { status: 201, body: describeCredential(made) };
}

async function deleteCredential(api, id) {
  const clusters = await api.list(at.CLUSTERS());
  const user = clusters.find(
    ({ spec }) =>
      spec.cloudCredentialSecretName === id ||
      spec.rkeConfig?.machinePools?.some(
        pool => pool.cloudCredentialSecretName === id,
      ),
  );
  if (user) {
    return error(
      ...[422, 'InvalidAction'],
      `cloud credential is currently referenced by provisioning cluster ${user.metadata.name}`,
    );
  }
  const path = secretPath(id);
  if (!(await api.find(path))) {
    return error(404, 'NotFound');
  }
  await api.delete(path);
  return { status: 204 };
}

function describeCredential({ metadata }) {
  return {
    type: 'cloudCredential',
    id: `${CREDENTIALS}:${metadata.name}`,
    name: metadata.annotations?.['field.cattle.io/name'] ?? '',
    created: metadata.creationTimestamp,
    openstackcredentialConfig: {},
  };
}

function secretPath(id = '') {
  return at.one(at.SECRETS(CREDENTIALS), id.split(':').at(-1));
}

function ok(body) {
  return { status: 200, body };
}

function error(status, code, message = code, fieldName = undefined) {
  return {
    status,
    body: { type: 'error', status, code, message, fieldName },
  };
}
