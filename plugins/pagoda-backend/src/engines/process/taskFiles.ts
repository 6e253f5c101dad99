import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join, resolve, sep } from 'node:path';
import type { SourceFile } from '@pagoda/plugin-pagoda-common';

/** Writes the code of an experiment into the working directory of an attempt. */
export async function writeSourceFiles(
  directory: string,
  files: SourceFile[],
): Promise<void> {
  const root = resolve(directory);
  for (const { path, content } of files) {
    const target = resolve(root, path);
    // The contract's pattern allows no `..`; this is the second lock on the same door.
    if (!target.startsWith(root + sep)) {
      throw new Error(
        `The file ${path} would be outside the working directory`,
      );
    }
    await mkdir(dirname(target), { recursive: true });
    await writeFile(target, content, { mode: 0o755 });
  }
}

/** `PAGODA_PARAM_<NAME>` for each parameter; what is no string, number or boolean as JSON. */
export function parameterEnvironment(
  parameters: Record<string, unknown>,
): Record<string, string> {
  return Object.fromEntries(
    Object.entries(parameters).map(([name, value]) => [
      `PAGODA_PARAM_${name.toUpperCase().replace(/[^A-Z0-9]/g, '_')}`,
      typeof value === 'object' ? JSON.stringify(value) : String(value),
    ]),
  );
}

/** The paths of an attempt. */
export function attemptPaths(directory: string) {
  return {
    directory,
    task: join(directory, 'task.json'),
    claimed: join(directory, 'claimed'),
    state: join(directory, 'state.json'),
    usage: join(directory, 'usage.json'),
    cancel: join(directory, 'cancel'),
    end: join(directory, 'end.json'),
    work: join(directory, 'work'),
    inputs: join(directory, 'inputs'),
    temporary: join(directory, 'tmp'),
    parameters: join(directory, 'params.json'),
    supervisorLog: join(directory, 'supervisor.log'),
  };
}
