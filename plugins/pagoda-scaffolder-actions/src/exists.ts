import { NotFoundError } from '@backstage/errors';
import type { PagodaClient } from '@pagoda/plugin-pagoda-common';
import type { PagodaSession } from './PagodaSession';

/** Whether a GET finds something: 404 is an answer here, every other error is one. */
export async function exists(
  session: PagodaSession,
  get: (client: PagodaClient) => Promise<unknown>,
): Promise<boolean> {
  try {
    await session.call(get);
    return true;
  } catch (error) {
    if (error instanceof NotFoundError) {
      return false;
    }
    throw error;
  }
}
