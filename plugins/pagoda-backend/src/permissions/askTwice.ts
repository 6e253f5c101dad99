import { ServiceUnavailableError } from '@backstage/errors';

/** Of connections that were closed before there was an answer; Node's words, and undici's. */
const BROKEN = new Set(['ECONNRESET', 'EPIPE', 'UND_ERR_SOCKET']);

/**
 * Asks another service of the portal something that changes nothing. Connections are kept, and a busy process may close one
 * in the moment in which it is used again: then it is asked once more.
 *
 * @throws ServiceUnavailableError where that breaks, too
 */
export async function askTwice<T>(ask: () => Promise<T>): Promise<T> {
  try {
    return await ask();
  } catch (error) {
    if (!isBroken(error)) {
      throw error;
    }
  }
  try {
    return await ask();
  } catch (error) {
    if (!isBroken(error)) {
      throw error;
    }
    throw new ServiceUnavailableError(
      'A service of the portal does not answer; try again in a moment',
      error,
    );
  }
}

function isBroken(error: unknown): error is Error {
  const { code, cause } = error as Error & {
    code?: string;
    cause?: { code?: string };
  };
  return BROKEN.has(code ?? cause?.code ?? '');
}
