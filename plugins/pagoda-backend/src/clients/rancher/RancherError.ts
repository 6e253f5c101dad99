import { KubernetesError } from '../kubernetes/KubernetesError';

/** What {@link RancherError} tells. */
export interface RancherErrorDetails {
  /** HTTP status; 0 when Rancher was not reached, or its answer broke off. */
  status: number;
  /** As Rancher says it, such as `InvalidAction`; see rancher/norman httperror. */
  code?: string;
  /** The field that is wrong, where Rancher says so. */
  fieldName?: string;
  /** After how long Rancher wants to be asked again, in seconds. */
  retryAfterSeconds?: number;
  cause?: unknown;
}

/** A request that Rancher's own API did not do. The message names method and path, and never a credential. */
export class RancherError extends Error {
  readonly status: number;
  readonly code?: string;
  readonly fieldName?: string;
  readonly retryAfterSeconds?: number;

  constructor(message: string, details: RancherErrorDetails) {
    super(message, { cause: details.cause });
    this.name = 'RancherError';
    this.status = details.status;
    this.code = details.code;
    this.fieldName = details.fieldName;
    this.retryAfterSeconds = details.retryAfterSeconds;
  }
}

/**
 * The HTTP status of what either API of Rancher did not do, 0 when it was not reached; `undefined` for errors of other
 * kinds.
 */
export function rancherStatus(error: unknown): number | undefined {
  return error instanceof RancherError || error instanceof KubernetesError
    ? error.status
    : undefined;
}
