import { CustomErrorBase } from '@backstage/errors';

/** A service has refused a request, or was not reached. Its message holds no credentials. */
export class HttpServiceError extends CustomErrorBase {
  /** Of HTTP; 0 when there was no answer that the service itself could have given. */
  readonly status: number;
  /** What the service says in JSON, where it does. */
  readonly answer?: unknown;

  constructor(
    message: string,
    options: { status: number; answer?: unknown; cause?: unknown },
  ) {
    super(message, options.cause);
    this.name = 'HttpServiceError';
    this.status = options.status;
    this.answer = options.answer;
  }
}
