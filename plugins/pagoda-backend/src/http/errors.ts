import { CustomErrorBase } from '@backstage/errors';

/** One input that is wrong. `field` is a path such as `parameters.samples`. */
export interface Problem {
  field: string;
  message: string;
}

/** What an {@link ApiError} tells beyond its message. */
export interface ApiErrorOptions {
  /** Stable, for programs. */
  code: string;
  /** HTTP status. */
  status: number;
  /** The input to blame. */
  field?: string;
  /** What to do next. */
  advice?: string;
  problems?: Problem[];
  cause?: Error;
}

/** An error that the API answers as it is: its message is written for the caller. */
export class ApiError extends CustomErrorBase {
  readonly code: string;
  readonly status: number;
  readonly field?: string;
  readonly advice?: string;
  readonly problems?: Problem[];

  constructor(message: string, options: ApiErrorOptions) {
    super(message, options.cause);
    this.name = 'ApiError';
    this.code = options.code;
    this.status = options.status;
    this.field = options.field;
    this.advice = options.advice;
    this.problems = options.problems;
  }
}

/** 400: one or more inputs are wrong. The first problem gives the message and the field. */
export function invalidInput(problems: Problem[], advice?: string): ApiError {
  const [first] = problems;
  const more = problems.length > 1 ? ` (and ${problems.length - 1} more)` : '';
  return new ApiError(`${first.field}: ${first.message}${more}`, {
    code: 'InvalidInput',
    status: 400,
    field: first.field,
    advice,
    problems,
  });
}

/** 404: it does not exist, or the caller may not know that it does. `kind` such as `Run`. */
export function notFound(kind: string, name: string, field?: string): ApiError {
  return new ApiError(`${kind} '${name}' was not found`, {
    code: `${kind}NotFound`,
    status: 404,
    field,
    advice: `Check the name, and that you are a member of its project.`,
  });
}

/** 403: the caller may know of it, but not do this. */
export function notAllowed(message: string, advice?: string): ApiError {
  return new ApiError(message, { code: 'NotAllowed', status: 403, advice });
}

/** 409: it cannot be done as things stand. `code` such as `NameTaken`. */
export function conflict(
  code: string,
  message: string,
  options: { field?: string; advice?: string } = {},
): ApiError {
  return new ApiError(message, { code, status: 409, ...options });
}

/** 409 `QuotaExceeded`: it would never fit into the project's quota. */
export function quotaExceeded(
  message: string,
  options: { field?: string; advice?: string } = {},
): ApiError {
  return conflict('QuotaExceeded', message, options);
}
