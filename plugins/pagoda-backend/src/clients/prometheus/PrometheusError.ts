import { CustomErrorBase } from '@backstage/errors';

/** Why there is no answer, for programs. */
export type PrometheusErrorCode =
  /** Nothing answers there, or something that is no Prometheus. */
  | 'Unreachable'
  /** It did not answer in time. */
  | 'TooSlow'
  /** It does not let the portal in. */
  | 'Refused'
  /** It would have to read more than it may, or the query does not fit the data. */
  | 'Failed';

/** A query was not answered. The message names the server, and so is for administrators; it holds no credentials. */
export class PrometheusError extends CustomErrorBase {
  readonly code: PrometheusErrorCode;
  /** Of HTTP; 0 when there was no answer. */
  readonly status: number;

  constructor(
    message: string,
    options: { code: PrometheusErrorCode; status: number; cause?: unknown },
  ) {
    super(message, options.cause);
    this.name = 'PrometheusError';
    this.code = options.code;
    this.status = options.status;
  }
}
