import { posix } from 'node:path';

/** A path of the API with its segments encoded. */
export function encodePath(path: string): string {
  return path.split('/').map(encodeURIComponent).join('/');
}

/**
 * A path in a volume or in results as the API takes it: `./a//b/` becomes `a/b`, and the root `''`. What leaves the root
 * is left for the server to refuse.
 */
export function normalizePath(path: string): string {
  const normal = posix.normalize(path).replace(/^\/+|\/+$/g, '');
  return normal === '.' ? '' : normal;
}
