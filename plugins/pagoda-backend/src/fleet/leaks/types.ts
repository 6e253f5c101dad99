import type { Leak, MissingThing } from '@pagoda/plugin-pagoda-common';

/** Where it is looked for leaks: a Kubernetes cluster, or a cloud of the configuration. */
export interface PlaceKey {
  kind: 'cluster' | 'cloud';
  name: string;
}

/** What one look at a place has found. */
export interface Findings {
  /** What carries PAGoDA's marks and belongs to nobody. */
  leaks: Leak[];
  /** Owners whose thing is gone. */
  missing: MissingThing[];
}

/** What became of one that was to be cleaned. */
export interface CleanedLeak {
  id: string;
  deleted: boolean;
  message: string;
}

/** Does what deletes a leak, and leaves an audit event of it. */
export type AuditDeletion = (
  leak: Leak,
  work: () => Promise<void>,
) => Promise<void>;

/** A place that can be looked at, and cleaned. Both ask the place itself, and reject when it does not answer. */
export interface LeakPlace {
  readonly key: PlaceKey;

  look(): Promise<Findings>;

  /**
   * Deletes those that still are leaks, each after another look at it.
   *
   * @param ids - as {@link LeakPlace.look} has told them
   * @returns what became of each that was found; one that is missing is gone, or no leak any more
   */
  clean(ids: ReadonlySet<string>, audit: AuditDeletion): Promise<CleanedLeak[]>;
}

/** Begins the ids of a place's leaks; names have neither a colon nor a slash. */
export function idPrefix({ kind, name }: PlaceKey): string {
  return kind === 'cloud' ? `cloud:${name}/` : `${name}/`;
}
