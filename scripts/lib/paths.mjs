import { fileURLToPath } from 'node:url';
import { join } from 'node:path';

/** Root of the checkout. */
export const root = fileURLToPath(new URL('../..', import.meta.url)).replace(
  /[/\\]$/,
  '',
);

/** What scripts keep between their runs; may be deleted at any time. */
export const cache = join(root, '.cache');
