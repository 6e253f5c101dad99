import { join } from 'node:path';

/** Everything that is kept of one attempt beside its container. */
export interface AttemptPaths {
  directory: string;
  /** What containers get as directories: see POD_PATHS. */
  work: string;
  inputs: string;
  parameters: string;
  secrets: string;
  /** Made exclusively by who starts the container. */
  claimed: string;
  /** Made when it was asked to end, and when its time was over; with the time of that. */
  cancelled: string;
  timedOut: string;
  /** What became of it; written once. */
  end: string;
}

/** @param directory - of the attempt */
export function attemptPaths(directory: string): AttemptPaths {
  return {
    directory,
    work: join(directory, 'work'),
    inputs: join(directory, 'inputs'),
    parameters: join(directory, 'parameters'),
    secrets: join(directory, 'secrets'),
    claimed: join(directory, 'claimed'),
    cancelled: join(directory, 'cancelled.json'),
    timedOut: join(directory, 'timed-out.json'),
    end: join(directory, 'end.json'),
  };
}
