import type { HelperService, RunSpec } from '@pagoda/plugin-pagoda-common';
import type {
  Container,
  EnvVar,
  PodSpec,
  ResourceRequirements,
  Volume,
  VolumeMount,
} from 'kubernetes-types/core/v1';
import { parameterEnvironment } from '../parameterEnvironment';
import type { EngineTask } from '../types';
import {
  POD_PATHS,
  type ClaimMount,
  type ClusterProject,
  type VolumeClaims,
} from './ClusterProject';
import { MAIN_CONTAINER, PARAMETERS_ANNOTATION } from './labels';

/** What the pod of an attempt is built from. */
export interface PodInput {
  /** Whose run it is, see PORTAL_LABEL. */
  portal: string;
  task: EngineTask;
  project: ClusterProject;
  results: ClaimMount;
  volumes: VolumeClaims;
  /** The ConfigMap with the run's files, whose keys are `f0`, `f1` … in their order. */
  filesConfigMap?: string;
  /** Such as `nvidia.com/gpu`. */
  gpuResource: string;
}

/** Between SIGTERM and SIGKILL, in seconds. */
const GRACE_SECONDS = 15;

/** The pod of one attempt: its command in the container `main`, and nothing that it could do to others. */
export function buildPodSpec(input: PodInput): PodSpec {
  const { task, project } = input;
  const { spec } = task;
  const { volumes, mounts } = buildVolumes(input);
  return {
    restartPolicy: 'Never',
    serviceAccountName: project.serviceAccountName,
    automountServiceAccountToken: false,
    enableServiceLinks: false,
    imagePullSecrets: project.imagePullSecrets.map(name => ({ name })),
    terminationGracePeriodSeconds: GRACE_SECONDS,
    // Counts from the pod's start on its node: waiting for a node is not the run's fault.
    activeDeadlineSeconds: spec.timeoutSeconds,
    securityContext: {
      ...(project.user && {
        runAsNonRoot: true,
        runAsUser: project.user.uid,
        runAsGroup: project.user.gid,
      }),
      fsGroup: project.fsGroup,
      fsGroupChangePolicy: 'OnRootMismatch',
      seccompProfile: { type: 'RuntimeDefault' },
    },
    ...(spec.nodeSelector && { nodeSelector: spec.nodeSelector }),
    ...(spec.tolerations && { tolerations: spec.tolerations }),
    ...(spec.services && {
      initContainers: spec.services.map(service =>
        buildService(service, input),
      ),
    }),
    containers: [
      {
        name: MAIN_CONTAINER,
        image: spec.image,
        command: spec.command.map(escape),
        workingDir: POD_PATHS.work,
        env: buildEnv(input),
        resources: buildResources(spec.resources, input.gpuResource),
        volumeMounts: mounts,
        terminationMessagePolicy: 'FallbackToLogsOnError',
        securityContext: containerSecurity(project),
      },
    ],
    volumes,
  };
}

/** No more rights than the image has by itself, and none that Pod Security `restricted` refuses. */
export function containerSecurity(
  project: ClusterProject,
): Container['securityContext'] {
  return {
    allowPrivilegeEscalation: false,
    ...(project.restricted && { capabilities: { drop: ['ALL'] } }),
    ...(project.user && { runAsNonRoot: true }),
  };
}

/** Tries of a service to be ready, one each second: as long as the engine waits for it. */
const READINESS_TRIES = 600;

/**
 * A helper service: an init container that goes on (a "sidecar" of Kubernetes), so that the run starts when it is ready, and
 * it ends with the run.
 */
function buildService(
  service: HelperService,
  { project, gpuResource }: PodInput,
): Container {
  const { name, image, command, environment = {}, readiness } = service;
  return {
    name,
    image,
    ...(command && { command: command.map(escape) }),
    restartPolicy: 'Always',
    env: Object.entries({ ...project.environment, ...environment }).map(
      ([key, value]) => ({ name: key, value: escape(value) }),
    ),
    resources: buildResources(service.resources, gpuResource),
    ...(readiness && {
      startupProbe: {
        ...(readiness.port === undefined
          ? { exec: { command: readiness.command } }
          : { tcpSocket: { port: readiness.port } }),
        periodSeconds: 1,
        failureThreshold: READINESS_TRIES,
      },
    }),
    terminationMessagePolicy: 'FallbackToLogsOnError',
    securityContext: containerSecurity(project),
  };
}

/** In the order of their precedence, the last wins, as with the other engines. */
function buildEnv({ task, project }: PodInput): EnvVar[] {
  const values: Record<string, string> = {
    LANG: 'C.UTF-8',
    HOME: POD_PATHS.work,
    ...project.environment,
    ...task.spec.environment,
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
  const secrets = (task.spec.secrets ?? []).flatMap(({ name, key, env }) =>
    env === undefined || key === undefined
      ? []
      : [
          {
            name: env,
            valueFrom: { secretKeyRef: { name: `secret-${name}`, key } },
          },
        ],
  );
  return [
    ...Object.entries(values)
      .filter(([name]) => !secrets.some(secret => secret.name === name))
      .map(([name, value]) => ({ name, value: escape(value) })),
    ...secrets,
  ];
}

/** Asked for and allowed are the same, so that a run finds what it was tried with. */
function buildResources(
  { cpu, memory, gpu = 0 }: Partial<RunSpec['resources']> = {},
  gpuResource: string,
): ResourceRequirements {
  const amounts = {
    ...(cpu !== undefined && { cpu }),
    ...(memory !== undefined && { memory }),
    ...(gpu > 0 && { [gpuResource]: String(gpu) }),
  };
  return { requests: amounts, limits: amounts };
}

function buildVolumes(input: PodInput): {
  volumes: Volume[];
  mounts: VolumeMount[];
} {
  const { task, results, filesConfigMap } = input;
  const volumes: Volume[] = [
    claimVolume('results', results.claimName),
    { name: 'work', emptyDir: {} },
    {
      name: 'parameters',
      downwardAPI: {
        items: [
          {
            path: 'params.json',
            fieldRef: {
              fieldPath: `metadata.annotations['${PARAMETERS_ANNOTATION}']`,
            },
          },
        ],
      },
    },
  ];
  const mounts: VolumeMount[] = [
    mount('results', POD_PATHS.output, results),
    { name: 'work', mountPath: POD_PATHS.work },
    { name: 'parameters', mountPath: POD_PATHS.parameters, readOnly: true },
  ];
  if (filesConfigMap !== undefined) {
    volumes.push({
      name: 'files',
      // Executable, for scripts are called by their path.
      configMap: { name: filesConfigMap, defaultMode: 0o755 },
    });
    // One by one, so that the directory around them can be written.
    task.spec.files?.forEach(({ path }, index) =>
      mounts.push({
        name: 'files',
        mountPath: `${POD_PATHS.work}/${path}`,
        subPath: `f${index}`,
        readOnly: true,
      }),
    );
  }
  addClaims(input, volumes, mounts);
  addSecrets(task.spec, volumes, mounts);
  return { volumes, mounts };
}

/** The project's volumes, below the directory of inputs. */
function addClaims(
  { task, volumes: claims }: PodInput,
  volumes: Volume[],
  mounts: VolumeMount[],
): void {
  for (const { name, path, readOnly } of task.spec.volumes) {
    const claim = claims.get(name);
    if (claim) {
      const volume = `volume-${name}`;
      if (!volumes.some(known => known.name === volume)) {
        volumes.push(claimVolume(volume, claim.claimName));
      }
      mounts.push({
        ...mount(volume, `${POD_PATHS.inputs}/${path}`, claim),
        readOnly: readOnly ?? true,
      });
    }
  }
}

function claimVolume(name: string, claimName: string): Volume {
  return { name, persistentVolumeClaim: { claimName } };
}

function mount(
  name: string,
  mountPath: string,
  { subPath }: ClaimMount,
): VolumeMount {
  return { name, mountPath, ...(subPath !== undefined && { subPath }) };
}

/** Kubernetes replaces `$(NAME)` in commands and values; `$$(NAME)` stays as `$(NAME)`. */
function escape(text: string): string {
  return text.replaceAll('$(', () => '$$(');
}

function addSecrets(
  spec: RunSpec,
  volumes: Volume[],
  mounts: VolumeMount[],
): void {
  for (const [index, { name, key, env, path }] of (
    spec.secrets ?? []
  ).entries()) {
    if (env === undefined) {
      const volume = `secret-${index}`;
      volumes.push({
        name: volume,
        secret: { secretName: `secret-${name}`, defaultMode: 0o440 },
      });
      mounts.push({
        name: volume,
        mountPath: `${POD_PATHS.secrets}/${path ?? (key === undefined ? name : `${name}/${key}`)}`,
        ...(key !== undefined && { subPath: key }),
        readOnly: true,
      });
    }
  }
}
