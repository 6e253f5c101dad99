import type { LoggerService } from '@backstage/backend-plugin-api';
import { ConflictError, InputError } from '@backstage/errors';
import {
  describeFit,
  formatQuota,
  nameQuota,
  type Preflight,
} from '@pagoda/plugin-pagoda-common';

/**
 * Tells in the task's log what `clusters:preflight` found out.
 *
 * @throws InputError when the plan is not right; ConflictError when it does not fit
 */
export function logPreflight(
  logger: LoggerService,
  preflight: Preflight | undefined,
): void {
  if (!preflight) {
    throw new Error('clusters:preflight answered without a body');
  }
  const { problems, items, cost } = preflight;
  for (const item of items) {
    logger.info(
      `${nameQuota(item)}: needs ${formatQuota(item, item.needed)}, ${describeFit(item)}`,
    );
  }
  if (problems.length > 0) {
    throw new InputError(
      problems
        .map(({ field, message, advice }) =>
          [`${field} ${message}`, advice].filter(Boolean).join('. '),
        )
        .join('\n'),
    );
  }
  const short = items.filter(item => item.short > 0);
  if (short.length > 0) {
    throw new ConflictError(
      `It does not fit: ${short
        .map(item => `${nameQuota(item)}: ${describeFit(item)}`)
        .join('; ')}`,
    );
  }
  logger.info(
    cost
      ? `It fits, and costs about ${cost.perDay} ${cost.currency} a day`
      : 'It fits',
  );
}
