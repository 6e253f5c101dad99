import type { AuditorService } from '@backstage/backend-plugin-api';
import { toError } from '@backstage/errors';
import type { Request } from 'express';
import type { ContractOperation } from './contract';

/** Changes nothing, although it is a POST. */
const READING = ['validateRun', 'preflightCluster'];

/** Does the work; what writes leaves an audit event of who asked for what, and whether it was done. */
export async function audited<T>(
  auditor: AuditorService,
  operation: ContractOperation,
  request: { req: Request; path: Record<string, unknown> },
  work: () => Promise<T>,
): Promise<T> {
  if (operation.method === 'get' || READING.includes(operation.id)) {
    return work();
  }
  const event = await auditor.createEvent({
    // Such as `submit-run`.
    eventId: operation.id.replace(/[A-Z]/g, upper => `-${upper.toLowerCase()}`),
    severityLevel: operation.method === 'delete' ? 'medium' : 'low',
    request: request.req,
    // Names alone: a body may hold what is nobody's business.
    meta: Object.fromEntries(
      Object.entries(request.path).map(([name, value]) => [
        name,
        String(value),
      ]),
    ),
  });
  try {
    const result = await work();
    await event.success();
    return result;
  } catch (error) {
    await event.fail({ error: toError(error) });
    throw error;
  }
}
