import type { Attention } from '@pagoda/plugin-pagoda-common';

/** What of one kind needs an administrator: some of it, and how much there is. */
export interface FoundAttention {
  items: Attention[];
  total: number;
}

/** So many of each kind are read; the page shows a hundred of all. */
export const READ = 100;
/** So many of each kind are counted. */
export const COUNTED = 1_000;
