import { join } from 'node:path';

/** Where things are in the directory of an attempt; assets/supervisor tells what they are. */
export function attemptPaths(directory: string) {
  return {
    directory,
    task: join(directory, 'task.json'),
    claimed: join(directory, 'claimed'),
    state: join(directory, 'state.json'),
    usage: join(directory, 'usage.json'),
    cancel: join(directory, 'cancel'),
    end: join(directory, 'end.json'),
    /** The working directory of the command. */
    work: join(directory, 'work'),
    /** `$PAGODA_INPUT_DIR`: links to volumes. */
    inputs: join(directory, 'inputs'),
    temporary: join(directory, 'tmp'),
    /** `$PAGODA_SECRETS_DIR`; gone when the attempt has ended. */
    secrets: join(directory, 'secrets'),
    /** Secret variables; gone when the supervisor has read them. */
    secretEnvironment: join(directory, 'secrets.json'),
    parameters: join(directory, 'params.json'),
    supervisorLog: join(directory, 'supervisor.log'),
  };
}

/** The paths of one attempt. */
export type AttemptPaths = ReturnType<typeof attemptPaths>;
