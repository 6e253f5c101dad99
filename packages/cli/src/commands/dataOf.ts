import { CliError, EXIT } from '../context/CliError';

/**
 * What the server answered. The client throws where an answer is no success, so that a missing one is a fault of the
 * server.
 */
export function dataOf<T>(answer: { data?: T }): T {
  if (answer.data === undefined) {
    throw new CliError('The server answered with nothing', EXIT.server);
  }
  return answer.data;
}
