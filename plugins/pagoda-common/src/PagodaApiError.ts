import type { ErrorBody } from './types';

/**
 * An error answer of PAGoDA's API, or (with status 0) no answer at all.
 *
 * `code` is stable; `field` names the input to blame; `advice` says what to do next.
 */
export class PagodaApiError extends Error {
  readonly status: number;
  readonly code: string;
  readonly field?: string;
  readonly advice?: string;
  /** Names the request in the portal's log, where the answer had an `X-Request-Id`. */
  readonly requestId?: string;
  readonly problems: { field: string; message: string }[];

  constructor(options: {
    status: number;
    code: string;
    message: string;
    field?: string;
    advice?: string;
    requestId?: string;
    problems?: { field: string; message: string }[];
  }) {
    super(options.message);
    this.name = 'PagodaApiError';
    this.status = options.status;
    this.code = options.code;
    this.field = options.field;
    this.advice = options.advice;
    this.requestId = options.requestId;
    this.problems = options.problems ?? [];
  }

  /** From the status and the parsed body of an answer that is not a success. */
  static fromBody(
    status: number,
    body: unknown,
    requestId?: string,
  ): PagodaApiError {
    const error = (body as Partial<ErrorBody> | undefined)?.error;
    return new PagodaApiError({
      status,
      code: error?.code ?? error?.name ?? 'Unknown',
      message: error?.message ?? `The server answered ${status}`,
      field: error?.field,
      advice: error?.advice,
      requestId,
      problems: error?.problems,
    });
  }

  /** From a response whose body has not been read yet. */
  static async fromResponse(response: Response): Promise<PagodaApiError> {
    const text = await response.text();
    const requestId = response.headers.get('X-Request-Id') ?? undefined;
    try {
      return PagodaApiError.fromBody(
        response.status,
        JSON.parse(text),
        requestId,
      );
    } catch {
      // Not JSON: a proxy in between answered, so its status is all there is.
      return PagodaApiError.fromBody(response.status, undefined, requestId);
    }
  }
}
