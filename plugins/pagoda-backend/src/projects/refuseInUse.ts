import { conflict } from '../http/errors';

/** What stands in the way of deleting a project. */
export interface ProjectBlockers {
  /** Names; a few of them. */
  volumes: string[];
  /** Unfinished ones, as their numbers; a few of them. */
  runs: number[];
}

/** @throws ApiError 409 `ProjectInUse` that names what is in the way, if anything is. */
export function refuseInUse(
  project: string,
  { volumes, runs }: ProjectBlockers,
): void {
  const reasons = [
    ...(volumes.length > 0 ? [`volumes: ${volumes.join(', ')}`] : []),
    ...(runs.length > 0
      ? [`unfinished runs: ${runs.map(number => `#${number}`).join(', ')}`]
      : []),
  ];
  if (reasons.length > 0) {
    throw conflict(
      'ProjectInUse',
      `Project '${project}' still has ${reasons.join('; ')}`,
      {
        field: 'project',
        advice: 'Delete the volumes and cancel the runs first.',
      },
    );
  }
}
