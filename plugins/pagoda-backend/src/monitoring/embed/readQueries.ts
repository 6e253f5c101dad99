import { InputError } from '@backstage/errors';
import { z } from 'zod';

/** More than any dashboard asks for at once. */
const MOST = 50;

const millis = z.union([z.string().max(40), z.number()]);

const bodySchema = z.object({
  from: millis,
  to: millis,
  queries: z
    .array(
      z.object({
        refId: z.string().min(1).max(40),
        datasource: z.object({ uid: z.string().min(1).max(128) }),
        expr: z.string().min(1).max(10_000),
        format: z.string().max(40).optional(),
        legendFormat: z.string().max(400).optional(),
        instant: z.boolean().optional(),
        range: z.boolean().optional(),
        intervalMs: z.number().positive().optional(),
        maxDataPoints: z.number().positive().max(11_000).optional(),
        interval: z.string().max(40).optional(),
        utcOffsetSec: z.number().optional(),
      }),
    )
    .min(1)
    .max(MOST),
});

/** What a panel asks of data sources. */
export type DataQueries = z.infer<typeof bodySchema>;

/**
 * Reads the body of `POST /api/ds/query`; what is not known of it does not go on to Grafana.
 *
 * @throws InputError
 */
export function readQueries(body: unknown): DataQueries {
  const result = bodySchema.safeParse(body);
  if (!result.success) {
    const [issue] = result.error.issues;
    throw new InputError(
      `${issue.path.join('.') || 'The body'}: ${issue.message}; panels of Grafana send {from, to, queries: [{refId, datasource: {uid}, expr}]}`,
    );
  }
  return result.data;
}
