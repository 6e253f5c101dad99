/** Names a resource, a collection of them, or one object. */
export interface ResourcePath {
  /** Missing for the core group. */
  group?: string;
  /** `v1` by default. */
  version?: string;
  /** Plural, such as `pods`. */
  resource: string;
  /** Missing for all namespaces, and for what has none. */
  namespace?: string;
  name?: string;
  /** Such as `log` or `status`. */
  subresource?: string;
}

/** The path of a URL; each part is encoded, so that no name can leave its place. */
export function toUrlPath(path: ResourcePath): string {
  const { group, version = 'v1', resource, namespace, name } = path;
  return [
    '',
    ...(group ? ['apis', group] : ['api']),
    version,
    ...(namespace === undefined ? [] : ['namespaces', namespace]),
    resource,
    ...(name === undefined ? [] : [name]),
    ...(path.subresource === undefined ? [] : [path.subresource]),
  ]
    .map(part => {
      if (part === '.' || part === '..') {
        throw new TypeError(`'${part}' cannot be part of a resource's name`);
      }
      return encodeURIComponent(part);
    })
    .join('/');
}
