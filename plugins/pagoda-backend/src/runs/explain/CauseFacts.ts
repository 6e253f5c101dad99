import type { RunSpec } from '@pagoda/plugin-pagoda-common';
import type { Evidence } from './EndFacts';

/** What is known of a cause that can hold a run up, and end it when it does not pass. */
export interface CauseFacts {
  spec: RunSpec;
  evidence: Evidence[];
  /** It may still pass; otherwise the run, or this attempt of it, has ended by it. */
  waiting: boolean;
}
