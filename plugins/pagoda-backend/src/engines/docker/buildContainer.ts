import { relative, resolve } from 'node:path';
import { parseQuantity } from '@pagoda/plugin-pagoda-common';
import { POD_PATHS } from '../kubernetes/ClusterProject';
import { parameterEnvironment } from '../parameterEnvironment';
import type { EngineTask } from '../types';
import type { InfoAnswer } from './dockerAnswers';
import type { DockerSettings } from './DockerSettings';
import type { PresentImage } from './ImagePuller';
import {
  buildLabels,
  GPUS_LABEL,
  IMAGE_LABEL,
  type ContainerOwner,
} from './labels';
import type { Mount, PreparedAttempt } from './prepareAttempt';

const NANO = 1e9;

/** What a container is made of. */
export interface ContainerInput {
  task: EngineTask;
  owner: ContainerOwner;
  settings: DockerSettings;
  prepared: PreparedAttempt;
  image: PresentImage;
  /** Ids of the GPUs that it gets. */
  gpus: string[];
  info: InfoAnswer;
  /** The portal's data directory. */
  dataDirectory: string;
}

/** The body of `POST /containers/create`: one command with no rights but those of its user. */
export function buildContainer(input: ContainerInput) {
  const { task, owner, settings, prepared, image, gpus, info } = input;
  const { resources, command } = task.spec;
  const memory = parseQuantity(resources.memory);
  const isRootlessPodman =
    info.InitBinary === '' &&
    (info.SecurityOptions ?? []).some(option => option.includes('rootless'));
  return {
    // By its id: a tag may be another image by now.
    Image: image.id,
    // An image's own entrypoint is not to be in between.
    Entrypoint: command.slice(0, 1),
    Cmd: command.slice(1),
    Env: Object.entries(buildEnvironment(task, prepared)).map(
      ([name, value]) => `${name}=${value}`,
    ),
    User: settings.user,
    WorkingDir: POD_PATHS.work,
    Labels: {
      ...buildLabels(task, owner),
      ...(image.digest && { [IMAGE_LABEL]: image.digest }),
      ...(gpus.length > 0 && { [GPUS_LABEL]: gpus.join(',') }),
    },
    AttachStdout: false,
    AttachStderr: false,
    Tty: false,
    HostConfig: {
      NanoCpus: Math.round(parseQuantity(resources.cpu) * NANO),
      Memory: memory,
      // The same: no swap beside it.
      MemorySwap: memory,
      PidsLimit: settings.pidsLimit,
      Ulimits: settings.ulimits.map(({ name, value }) => ({
        ...{ Name: name, Soft: value, Hard: value },
      })),
      Mounts: prepared.mounts.map(mount => ({
        Type: 'bind',
        Source: onHost(mount, input),
        Target: mount.target,
        ReadOnly: mount.readOnly,
      })),
      NetworkMode: settings.network,
      CapDrop: ['ALL'],
      Privileged: false,
      SecurityOpt: ['no-new-privileges', ...settings.securityOptions],
      RestartPolicy: { Name: 'no' },
      // Readable by the API, whatever is the server's default.
      LogConfig: { Type: 'json-file', Config: {} },
      // As the first process, a command would get no signal that it does not ask for.
      Init: true,
      ...(isRootlessPodman && { UsernsMode: 'keep-id' }),
      ...(gpus.length > 0 && {
        DeviceRequests: [
          {
            ...(gpus.every(id => id.includes('=')) && { Driver: 'cdi' }),
            DeviceIDs: gpus,
            ...(!gpus.every(id => id.includes('=')) && {
              Capabilities: [['gpu']],
            }),
          },
        ],
      }),
    },
  };
}

/** In the order of their precedence, the last wins, as with the other engines. */
function buildEnvironment(
  task: EngineTask,
  prepared: PreparedAttempt,
): Record<string, string> {
  return {
    LANG: 'C.UTF-8',
    HOME: POD_PATHS.work,
    ...task.spec.environment,
    ...prepared.environment,
    ...task.environment,
    ...parameterEnvironment(task.spec.parameters),
    PAGODA_PROJECT: task.project,
    PAGODA_RUN_ID: task.run,
    PAGODA_ATTEMPT: String(task.attempt),
    PAGODA_OUTPUT_DIR: POD_PATHS.output,
    PAGODA_INPUT_DIR: POD_PATHS.inputs,
    PAGODA_PARAMS_FILE: `${POD_PATHS.parameters}/params.json`,
    PAGODA_SECRETS_DIR: POD_PATHS.secrets,
  };
}

/** The server may see the data directory at another path: it is another host, or the portal is in a container. */
function onHost(
  { source }: Mount,
  { dataDirectory, settings }: ContainerInput,
): string {
  const { dataDirectoryOnHost } = settings;
  return dataDirectoryOnHost === undefined
    ? source
    : resolve(dataDirectoryOnHost, relative(dataDirectory, source));
}
