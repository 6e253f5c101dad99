import type { LoggerService } from '@backstage/backend-plugin-api';
import { InputError } from '@backstage/errors';
import type { RunValidation } from '@pagoda/plugin-pagoda-common';

/**
 * Tells in the task's log what `runs:validate` found out.
 *
 * @throws InputError when the run could never start.
 */
export function logVerdict(
  logger: LoggerService,
  verdict: RunValidation | undefined,
): void {
  if (!verdict) {
    throw new Error('runs:validate answered without a body');
  }
  const reasons = verdict.shortBy.map(({ message }) => message);
  if (!verdict.fits) {
    throw new InputError(`The run would never start: ${reasons.join('; ')}`);
  }
  logger.info(
    verdict.waits
      ? `The run is right, and would wait at first: ${reasons.join('; ')}`
      : 'The run is right, and would start at once',
  );
}
