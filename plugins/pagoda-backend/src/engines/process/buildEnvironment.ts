import { delimiter, dirname } from 'node:path';
import { parameterEnvironment } from '../parameterEnvironment';
import type { EngineTask } from '../types';
import type { AttemptPaths } from './attemptPaths';

/**
 * What a command finds in its environment. Nothing of the portal's own but its PATH: there may be secrets in the rest.
 *
 * @param output - `$PAGODA_OUTPUT_DIR`
 */
export function buildEnvironment(
  task: EngineTask,
  paths: AttemptPaths,
  output: string,
): Record<string, string> {
  const path = process.env.PATH ?? '/usr/local/bin:/usr/bin:/bin';
  return {
    // The portal's Node first, so that `node` is the same for everybody.
    PATH: [dirname(process.execPath), path].join(delimiter),
    LANG: 'C.UTF-8',
    HOME: paths.work,
    TMPDIR: paths.temporary,
    ...task.spec.environment,
    ...task.environment,
    ...parameterEnvironment(task.spec.parameters),
    PAGODA_PROJECT: task.project,
    PAGODA_RUN_ID: task.run,
    PAGODA_ATTEMPT: String(task.attempt),
    PAGODA_ATTEMPT_ID: attemptId(task),
    PAGODA_OUTPUT_DIR: output,
    PAGODA_INPUT_DIR: paths.inputs,
    PAGODA_PARAMS_FILE: paths.parameters,
    PAGODA_SECRETS_DIR: paths.secrets,
  };
}

/** Marks every process of an attempt, in its environment. */
export function attemptId({
  run,
  attempt,
}: {
  run: string;
  attempt: number;
}): string {
  return `${run}.${attempt}`;
}
