import { mkdir, stat, symlink, writeFile } from 'node:fs/promises';
import { dirname, join, resolve, sep } from 'node:path';
import {
  parseQuantity,
  type SecretMount,
  type VolumeMount,
} from '@pagoda/plugin-pagoda-common';
import type { DataDirectory } from '../../DataDirectory';
import {
  SecretMissing,
  type ResolvedSecrets,
} from '../../projects/secrets/ProjectSecrets';
import type { EngineTask } from '../types';
import { attemptPaths, type AttemptPaths } from './attemptPaths';
import { buildEnvironment } from './buildEnvironment';
import { putJson } from './jsonFiles';

/** What assets/supervisor reads as task.json. */
interface SupervisorTask {
  command: string[];
  workingDirectory: string;
  environment: Record<string, string>;
  log: string;
  timeoutSeconds: number;
  memoryBytes: number;
  graceSeconds: number;
}

/** An attempt that cannot begin, and why. */
export interface Impediment {
  reason: 'VolumeNotFound' | 'SecretNotFound' | 'LaunchFailed';
  message: string;
}

/** The values that a run gets of its project's secrets. */
export type ReadSecrets = (
  project: string,
  mounts: SecretMount[],
) => Promise<ResolvedSecrets>;

/**
 * Makes the directories of an attempt with what is to be in them, and at last its task.json. May be cut short and done
 * again, also when a supervisor has begun meanwhile.
 */
export async function prepareAttempt(
  data: DataDirectory,
  task: EngineTask,
  options: { graceSeconds: number; readSecrets: ReadSecrets },
): Promise<Impediment | undefined> {
  const paths = attemptPaths(join(data.run(task.run), String(task.attempt)));
  const output = data.results(task.project, task.run);
  const logs = data.logs(task.run);
  for (const directory of [
    paths.work,
    paths.inputs,
    paths.temporary,
    output,
    logs,
  ]) {
    await mkdir(directory, { recursive: true });
  }
  const impediment = await linkVolumes(task.spec.volumes, paths.inputs, name =>
    data.volume(task.project, name),
  );
  if (impediment) {
    return impediment;
  }
  const missing = await writeSecrets(task, paths, options.readSecrets);
  if (missing) {
    return missing;
  }
  for (const { path, content } of task.spec.files ?? []) {
    const target = below(paths.work, path);
    await mkdir(dirname(target), { recursive: true });
    // Executable, for scripts are called by their path.
    await writeFile(target, content, { mode: 0o755 });
  }
  await writeFile(
    paths.parameters,
    JSON.stringify(task.spec.parameters, undefined, 2),
  );
  const supervisorTask: SupervisorTask = {
    command: task.spec.command,
    workingDirectory: paths.work,
    environment: buildEnvironment(task, paths, output),
    log: join(logs, `${task.attempt}.log`),
    timeoutSeconds: task.spec.timeoutSeconds,
    memoryBytes: parseQuantity(task.spec.resources.memory),
    graceSeconds: options.graceSeconds,
  };
  await putJson(paths.task, supervisorTask);
  return undefined;
}

/** Files that nobody but their owner can read. Neither the task nor anything that stays has a value of them. */
async function writeSecrets(
  task: EngineTask,
  paths: AttemptPaths,
  readSecrets: ReadSecrets,
): Promise<Impediment | undefined> {
  await mkdir(paths.secrets, { recursive: true, mode: 0o700 });
  if (!task.spec.secrets?.length) {
    return undefined;
  }
  let secrets: ResolvedSecrets;
  try {
    secrets = await readSecrets(task.project, task.spec.secrets);
  } catch (error) {
    if (error instanceof SecretMissing) {
      return { reason: 'SecretNotFound', message: error.message };
    }
    throw error;
  }
  for (const { path, content } of secrets.files) {
    const target = below(paths.secrets, path);
    await mkdir(dirname(target), { recursive: true, mode: 0o700 });
    await writeFile(target, content, { mode: 0o600 });
  }
  await putJson(paths.secretEnvironment, secrets.environment);
  return undefined;
}

/**
 * Links volumes to where the run looks for them. On one host and for one user, `readOnly` cannot be enforced by links;
 * it is a promise of the run here.
 */
async function linkVolumes(
  mounts: VolumeMount[],
  inputs: string,
  directoryOf: (volume: string) => string,
): Promise<Impediment | undefined> {
  for (const { name, path } of mounts) {
    const outer = mounts.find(other => path.startsWith(`${other.path}/`));
    if (outer) {
      return {
        reason: 'LaunchFailed',
        message: `volume '${name}' cannot be at '${path}', which is inside of volume '${outer.name}' at '${outer.path}'`,
      };
    }
    const source = directoryOf(name);
    const stats = await stat(source).catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') {
        return undefined;
      }
      throw error;
    });
    if (!stats?.isDirectory()) {
      return {
        reason: 'VolumeNotFound',
        message: `volume '${name}' has no directory`,
      };
    }
    const link = below(inputs, path);
    await mkdir(dirname(link), { recursive: true });
    await symlink(source, link, 'dir').catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'EEXIST') {
        throw error;
      }
    });
  }
  return undefined;
}

/** The contract's pattern allows no `..`; this is the second lock on the same door. */
function below(directory: string, path: string): string {
  const root = resolve(directory);
  const target = resolve(root, path);
  if (!target.startsWith(root + sep)) {
    throw new Error(`'${path}' would be outside of ${root}`);
  }
  return target;
}
