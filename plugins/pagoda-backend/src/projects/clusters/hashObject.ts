import { createHash } from 'node:crypto';
import type { ClusterObject } from './buildProjectObjects';

/** Labels and annotations that PAGoDA sets; those of others, such as Rancher's, come and go. */
const OURS =
  /^(pagoda\.io\/|pod-security\.kubernetes\.io\/|app\.kubernetes\.io\/(managed-by|component)$)/;

/**
 * A hash of what PAGoDA wants of an object: not of its status, nor of what the API server and other controllers write.
 * What is secret in the object stays secret in the hash.
 */
export function hashObject(object: ClusterObject): string {
  const {
    metadata = {},
    status: _status,
    // Of a service account: other controllers list tokens there.
    secrets: _secrets,
    apiVersion: _apiVersion,
    kind: _kind,
    ...rest
  } = object as ClusterObject & { status?: unknown; secrets?: unknown };
  return createHash('sha256')
    .update(
      JSON.stringify(
        inOrder([ours(metadata.labels), ours(metadata.annotations), rest]),
      ),
    )
    .digest('base64url');
}

function ours(pairs: Record<string, string> = {}): Record<string, string> {
  return Object.fromEntries(
    Object.entries(pairs).filter(([name]) => OURS.test(name)),
  );
}

/** The same value with the keys of its objects in order. */
function inOrder(value: unknown): unknown {
  if (Array.isArray(value)) {
    return value.map(inOrder);
  }
  return value && typeof value === 'object'
    ? Object.entries(value)
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([key, child]) => [key, inOrder(child)])
    : value;
}
