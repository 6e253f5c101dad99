import type { RunPhase } from '@pagoda/plugin-pagoda-common';

/** Which runs a list is to hold. */
export interface RunFilter {
  /** Only these projects; all when missing. */
  projects?: string[];
  phases?: RunPhase[];
  experiment?: string;
  cluster?: string;
  owner?: string;
  /** Id of a sweep, or `none` for runs outside any. */
  sweep?: string;
  label?: { key: string; value?: string };
  /** Words that the run must have, all of them. */
  text?: string;
  since?: Date;
}

/** Where a page begins and how long it is. */
export interface RunPageOptions {
  /** Id of the last run of the page before. */
  after?: string;
  descending: boolean;
  limit: number;
}

/** The least UUIDv7 of a time (RFC 9562, 5.7): 48 bits of milliseconds lead. */
export function firstIdAt(time: Date): string {
  const hex = Math.max(0, time.getTime()).toString(16).padStart(12, '0');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-7000-8000-000000000000`;
}
