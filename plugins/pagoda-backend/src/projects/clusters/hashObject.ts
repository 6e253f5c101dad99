import { createHash } from 'node:crypto';
import type { ClusterObject } from './buildProjectObjects';

/** What of the metadata somebody may change by hand, and matters. */
const METADATA = ['labels', 'annotations', 'finalizers'] as const;

/**
 * A hash of what is wanted of an object: not of its status, nor of what the API server counts. Secrets stay secret in it.
 */
export function hashObject(object: ClusterObject): string {
  const {
    metadata = {},
    status: _status,
    apiVersion: _apiVersion,
    kind: _kind,
    ...rest
  } = object as ClusterObject & { status?: unknown };
  const kept = METADATA.map(field => metadata[field]);
  return createHash('sha256')
    .update(JSON.stringify(inOrder([kept, rest])))
    .digest('base64url');
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
