import type { LeakReport } from '@pagoda/plugin-pagoda-common';
import type { Context } from '../../context/Context';
import { dataOf } from '../dataOf';

/** Where leaks are asked for; everywhere without. */
export interface LeakOptions {
  cluster?: string;
  cloud?: string;
}

/** What the last look has found; with `look`, one that is done now. */
export async function readLeaks(
  { client }: Context,
  { cluster, cloud }: LeakOptions,
  look = false,
): Promise<LeakReport> {
  const place = { cluster, cloud };
  return dataOf(
    look
      ? await client.POST('/fleet/leaks:look', { body: place })
      : await client.GET('/fleet/leaks', { params: { query: place } }),
  );
}
