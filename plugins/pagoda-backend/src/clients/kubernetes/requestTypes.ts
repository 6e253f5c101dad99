import type { Readable } from 'node:stream';
import type { Dispatcher } from 'undici';

/** A page of a list. */
export interface KubernetesList<T> {
  metadata: { resourceVersion?: string; continue?: string };
  items: T[];
}

/** What of a collection is wanted. */
export interface ListOptions {
  labelSelector?: string;
  fieldSelector?: string;
  limit?: number;
  continue?: string;
  resourceVersion?: string;
}

/** One event of a watch; the object of `ERROR` is a Status, that of `BOOKMARK` has a resourceVersion alone. */
export interface WatchEvent<T> {
  type: 'ADDED' | 'MODIFIED' | 'DELETED' | 'BOOKMARK' | 'ERROR';
  object: T;
}

/** Whose log is read, and how much of it. */
export interface PodLogOptions {
  namespace: string;
  pod: string;
  container?: string;
  follow?: boolean;
  previous?: boolean;
  /** RFC 3339; the server looks at whole seconds. */
  sinceTime?: string;
  timestamps?: boolean;
  tailLines?: number;
  limitBytes?: number;
  signal?: AbortSignal;
}

/** A request to a port of a pod, through the API server. */
export interface PodProxyOptions {
  namespace: string;
  pod: string;
  port: number;
  /** Begins with a slash; may have a query. */
  path: string;
  method?: Dispatcher.HttpMethod;
  /** The API server keeps `Authorization` to itself. */
  headers?: Record<string, string>;
  body?: Readable | Buffer | string;
  signal?: AbortSignal;
}

/** Channels of KubernetesClient.exec. */
export const EXEC_CHANNELS = {
  stdin: 0,
  stdout: 1,
  stderr: 2,
  /** A Status: how the command ended. */
  error: 3,
  /** `{"Width":80,"Height":24}` */
  resize: 4,
} as const;
