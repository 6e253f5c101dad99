import {
  AuthenticationError,
  ConflictError,
  InputError,
  NotAllowedError,
  NotFoundError,
  ServiceUnavailableError,
  toError,
} from '@backstage/errors';
import { PagodaApiError } from '@pagoda/plugin-pagoda-common';

/** Turns an error answer of PAGoDA into one whose message says all there is: what is wrong, where, and what to do. */
export function toActionError(thrown: unknown): Error {
  const error = toError(thrown);
  if (!(error instanceof PagodaApiError)) {
    return error;
  }
  const { status, field, advice, problems, requestId } = error;
  const more = problems
    .slice(1)
    .map(problem => `${problem.field}: ${problem.message}`);
  const lines = [
    field !== undefined && !error.message.includes(field)
      ? `${field}: ${error.message}`
      : error.message,
    ...more,
    ...(advice === undefined ? [] : [advice]),
    ...(status >= 500 && requestId !== undefined
      ? [`Request ${requestId} in the portal's log tells more.`]
      : []),
  ];
  return toPlatformError(status, lines.join('\n'));
}

function toPlatformError(status: number, message: string): Error {
  switch (status) {
    case 401:
      return new AuthenticationError(
        `${message}\nThe sign-in that started this task is no longer valid; sign in and start it again.`,
      );
    case 403:
      return new NotAllowedError(message);
    case 404:
      return new NotFoundError(message);
    case 409:
      return new ConflictError(message);
    case 0:
    case 503:
      return new ServiceUnavailableError(message);
    default:
      return status < 500 ? new InputError(message) : new Error(message);
  }
}
