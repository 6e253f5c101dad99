/** What {@link KubernetesError} tells. */
export interface KubernetesErrorDetails {
  /** HTTP status; 0 when the server was not reached, or its answer broke off. */
  status: number;
  /** `reason` of the Status that the API server answered, such as `NotFound` or `AlreadyExists`. */
  reason?: string;
  details?: unknown;
  /** After how long the server wants to be asked again, in seconds. */
  retryAfterSeconds?: number;
  cause?: unknown;
}

/**
 * A request that a Kubernetes API server did not do. The message names method and path, and never a credential. See
 * Status in the Kubernetes API conventions.
 */
export class KubernetesError extends Error {
  readonly status: number;
  readonly reason?: string;
  readonly details?: unknown;
  readonly retryAfterSeconds?: number;

  constructor(message: string, details: KubernetesErrorDetails) {
    super(message, { cause: details.cause });
    this.name = 'KubernetesError';
    this.status = details.status;
    this.reason = details.reason;
    this.details = details.details;
    this.retryAfterSeconds = details.retryAfterSeconds;
  }
}
