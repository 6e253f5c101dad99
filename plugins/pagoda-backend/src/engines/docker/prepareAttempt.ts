import { mkdir, stat, writeFile } from 'node:fs/promises';
import { dirname, resolve, sep } from 'node:path';
import type { VolumeMount } from '@pagoda/plugin-pagoda-common';
import type { DataDirectory } from '../../DataDirectory';
import {
  SecretMissing,
  type ResolvedSecrets,
} from '../../projects/secrets/ProjectSecrets';
import { POD_PATHS } from '../kubernetes/ClusterProject';
import type { Impediment, ReadSecrets } from '../process/prepareAttempt';
import type { EngineTask } from '../types';
import type { AttemptPaths } from './attemptPaths';
import { giveTo } from './giveTo';

/** A directory of the portal's that a container sees. */
export interface Mount {
  source: string;
  target: string;
  readOnly: boolean;
}

/** What a container is made of, beside the task. */
export interface PreparedAttempt {
  mounts: Mount[];
  /** From secrets. */
  environment: Record<string, string>;
}

/**
 * Makes the directories of an attempt with what is to be in them. May be cut short and done again.
 *
 * @param user - `UID:GID` of the container
 * @returns why it cannot begin, where it cannot
 */
export async function prepareAttempt(
  data: DataDirectory,
  task: EngineTask,
  paths: AttemptPaths,
  { user, readSecrets }: { user: string; readSecrets: ReadSecrets },
): Promise<PreparedAttempt | Impediment> {
  const output = data.results(task.project, task.run);
  for (const directory of [
    ...[paths.work, paths.inputs, paths.parameters, output],
    data.logs(task.run),
  ]) {
    await mkdir(directory, { recursive: true });
  }
  await mkdir(paths.secrets, { recursive: true, mode: 0o700 });
  const volumes = await findVolumes(data, task, paths.inputs, user);
  if ('reason' in volumes) {
    return volumes;
  }
  let secrets: ResolvedSecrets = { environment: {}, files: [] };
  try {
    if (task.spec.secrets?.length) {
      secrets = await readSecrets(task.project, task.spec.secrets);
    }
  } catch (error) {
    if (error instanceof SecretMissing) {
      return { reason: 'SecretNotFound', message: error.message };
    }
    throw error;
  }
  for (const { path, content } of secrets.files) {
    await put(paths.secrets, path, content, 0o600);
  }
  for (const { path, content } of task.spec.files ?? []) {
    // Executable, for scripts are called by their path.
    await put(paths.work, path, content, 0o755);
  }
  const parameters = JSON.stringify(task.spec.parameters, undefined, 2);
  await put(paths.parameters, 'params.json', parameters, 0o644);
  for (const directory of [paths.work, paths.secrets, output]) {
    await giveTo(user, directory);
  }
  return {
    environment: secrets.environment,
    mounts: [
      { source: output, target: POD_PATHS.output, readOnly: false },
      { source: paths.work, target: POD_PATHS.work, readOnly: false },
      {
        source: paths.parameters,
        target: POD_PATHS.parameters,
        readOnly: true,
      },
      { source: paths.secrets, target: POD_PATHS.secrets, readOnly: true },
      { source: paths.inputs, target: POD_PATHS.inputs, readOnly: true },
      ...volumes,
    ],
  };
}

async function findVolumes(
  data: DataDirectory,
  { project, spec }: EngineTask,
  inputs: string,
  user: string,
): Promise<Mount[] | Impediment> {
  const mounts: Mount[] = [];
  for (const mount of spec.volumes) {
    const { name, path, readOnly = true } = mount;
    const outer = findOuter(mount, spec.volumes);
    if (outer) {
      return {
        reason: 'LaunchFailed',
        message: `volume '${name}' cannot be at '${path}', which is inside of volume '${outer.name}' at '${outer.path}'`,
      };
    }
    const source = data.volume(project, name);
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
    // A runtime cannot make it later: what it lies in is read-only.
    await mkdir(below(inputs, path), { recursive: true });
    if (!readOnly) {
      await giveTo(user, source);
    }
    mounts.push({ source, target: `${POD_PATHS.inputs}/${path}`, readOnly });
  }
  return mounts;
}

function findOuter(
  { path }: VolumeMount,
  mounts: VolumeMount[],
): VolumeMount | undefined {
  return mounts.find(other => path.startsWith(`${other.path}/`));
}

async function put(
  directory: string,
  path: string,
  content: string | Uint8Array,
  mode: number,
): Promise<void> {
  const target = below(directory, path);
  await mkdir(dirname(target), { recursive: true });
  await writeFile(target, content, { mode });
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
