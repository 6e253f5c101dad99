import { PagodaApiError } from '@pagoda/plugin-pagoda-common';
import { CliError, EXIT, type ExitCode } from './CliError';

/** The exit code that an error stands for. */
export function exitCodeOf(error: unknown): ExitCode {
  if (error instanceof CliError) {
    return error.exitCode;
  }
  if (!(error instanceof PagodaApiError)) {
    return EXIT.server;
  }
  if (error.code === 'QuotaExceeded') {
    return EXIT.conflict;
  }
  switch (error.status) {
    case 401:
    case 403:
      return EXIT.notAllowed;
    case 404:
      return EXIT.notFound;
    case 409:
    case 412:
      return EXIT.conflict;
    case 408:
    case 429:
      return EXIT.server;
    default:
      return error.status >= 400 && error.status < 500
        ? EXIT.usage
        : EXIT.server;
  }
}

/**
 * An error for people: `Error: ` and what is wrong, the fields to blame, what to do next.
 *
 * @param stack - with the stack trace, for those who look for a bug
 */
export function describeError(error: unknown, stack = false): string {
  const lines = [
    `Error: ${error instanceof Error ? error.message : String(error)}`,
  ];
  let advice: string | undefined;
  if (error instanceof PagodaApiError) {
    lines.push(...fieldsOf(error));
    if (error.status >= 500 && error.requestId) {
      lines.push(`  request: ${error.requestId}`);
    }
    advice =
      error.advice ?? (error.status === 401 ? 'pagoda login' : undefined);
  } else if (error instanceof CliError) {
    advice = error.advice;
  }
  if (advice) {
    lines.push(`Try: ${advice}`);
  }
  if (stack && error instanceof Error && error.stack) {
    lines.push(error.stack);
  }
  return `${lines.join('\n')}\n`;
}

function fieldsOf({ field, problems }: PagodaApiError): string[] {
  if (problems.length > 1) {
    return problems.map(
      problem => `  field: ${problem.field}: ${problem.message}`,
    );
  }
  return field === undefined ? [] : [`  field: ${field}`];
}
