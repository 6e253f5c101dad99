/**
 * What went wrong, in one word for all services, which use different statuses for the same: over quota is 403 in Nova and
 * Magnum, 413 in Cinder, 409 in Neutron.
 */
export type OpenStackErrorCode =
  | 'BadRequest'
  /** Wrong, expired or deleted credentials. */
  | 'Unauthorized'
  | 'Forbidden'
  | 'NotFound'
  | 'Conflict'
  /** Its state does not allow this now: attached, has snapshots, is being worked on, has dependents. */
  | 'InUse'
  | 'OverQuota'
  | 'RateLimited'
  /** The cloud has no such service, or an older API than is needed. */
  | 'NotOffered'
  /** An error of the service itself, 5xx. */
  | 'ServerError'
  /** No connection, no answer in time, or one that broke off. */
  | 'Unreachable'
  /** An answer that is not in the words of the service. */
  | 'Garbage'
  | 'Unexpected';

/** What {@link OpenStackError} tells. */
export interface OpenStackErrorDetails {
  /** HTTP status; 0 when the service was not reached, or its answer broke off. */
  status: number;
  code: OpenStackErrorCode;
  /** Such as `compute`. */
  service: string;
  method: string;
  /** Without host and query. */
  path: string;
  /** What the service says, in its words. */
  reason: string;
  /** `x-openstack-request-id`: what the operators of the cloud look for in their logs. */
  requestId?: string;
  retryAfterSeconds?: number;
  /** The request changes something, and may have been done although this is an error: look before you repeat it. */
  uncertain?: boolean;
  cause?: unknown;
}

/** A request that a service of an OpenStack cloud did not do. Never holds a token or a secret. */
export class OpenStackError extends Error {
  readonly status: number;
  readonly code: OpenStackErrorCode;
  readonly service: string;
  readonly method: string;
  readonly path: string;
  readonly reason: string;
  readonly requestId?: string;
  readonly retryAfterSeconds?: number;
  readonly uncertain: boolean;

  constructor(details: OpenStackErrorDetails) {
    const { status, service, method, path, reason, requestId } = details;
    const about = [
      ...(status === 0 ? [] : [`HTTP ${status}`]),
      ...(requestId === undefined ? [] : [requestId]),
    ].join(', ');
    super(
      `${service} ${method} ${path}: ${reason}${about ? ` (${about})` : ''}`,
      { cause: details.cause },
    );
    this.name = 'OpenStackError';
    this.status = status;
    this.code = details.code;
    this.service = service;
    this.method = method;
    this.path = path;
    this.reason = reason;
    this.requestId = requestId;
    this.retryAfterSeconds = details.retryAfterSeconds;
    this.uncertain = details.uncertain ?? false;
  }

  /** Whether an error is one of these, with this code. */
  static is(error: unknown, code: OpenStackErrorCode): error is OpenStackError {
    return error instanceof OpenStackError && error.code === code;
  }
}
