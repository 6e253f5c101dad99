import type { Job } from 'kubernetes-types/batch/v1';
import type {
  Container,
  EnvVar,
  PodSpec,
  VolumeMount,
} from 'kubernetes-types/core/v1';
import type { EngineTask } from '../types';
import { buildPodSpec, containerSecurity, type PodInput } from './buildPodSpec';
import { POD_PATHS } from './ClusterProject';
import {
  ATTEMPT_LABEL,
  EXPERIMENT_LABEL,
  MAIN_CONTAINER,
  MANAGED_BY,
  PORTAL_LABEL,
  PROJECT_LABEL,
  RUN_COMPONENT,
  RUNS_ANNOTATION,
  SWEEP_LABEL,
} from './labels';

/** What an Indexed Job is built from, beyond what the pod of its first point is. */
export interface SweepJobInput extends PodInput {
  name: string;
  sweep: string;
  /** The points in the order of their indexes in the Job: of one sweep, and the same attempt of each. */
  tasks: readonly EngineTask[];
  /** The ConfigMap with what encodePoints gives, as `points.gz`. */
  points: string;
  /** Has `/bin/busybox`, with which a pod finds out which point it is. */
  toolImage: string;
}

const TOOLS = '/pagoda/tools';
const POINTS = '/pagoda/points';

/** Variables that differ between points: they are in what encodePoints gives. */
const OF_A_POINT =
  /^PAGODA_(RUN_ID|RUN_NUMBER|SWEEP_INDEX|OUTPUT_DIR|PARAM_.*)$/;

/**
 * Makes a pod the point that it is: all that differs between the pods of an Indexed Job is their index. The points of a
 * sweep have their directories side by side, for the one that all of them mount cannot be told by that.
 */
const LAUNCH = `
b=${TOOLS}/busybox
n=$((JOB_COMPLETION_INDEX * 2 + 1))
NEWLINE=$($b printf '\\nx')
NEWLINE=\${NEWLINE%x}
eval "export $($b zcat ${POINTS}/points.gz | $b sed -n "$n{p;q}")"
unset NEWLINE
$b zcat ${POINTS}/points.gz | $b sed -n "$((n + 1)){p;q}" > "$PAGODA_PARAMS_FILE"
export PAGODA_OUTPUT_DIR="${POD_PATHS.output}/$PAGODA_SWEEP_INDEX"
$b mkdir -p "$PAGODA_OUTPUT_DIR"
unset b n
exec "$@"
`;

/**
 * The Indexed Job of points of a sweep that start at the same time. It makes each of them once: a point that fails holds up
 * no other, and whether it has another attempt is for its run to say.
 */
export function buildSweepJob(input: SweepJobInput): Job {
  const { name, sweep, task, tasks, project } = input;
  const { PAGODA_EXPERIMENT: experiment } = task.environment;
  const labels = {
    ...MANAGED_BY,
    ...RUN_COMPONENT,
    [PORTAL_LABEL]: input.portal,
    [PROJECT_LABEL]: task.project,
    [SWEEP_LABEL]: sweep,
    [ATTEMPT_LABEL]: String(task.attempt),
    ...(experiment && { [EXPERIMENT_LABEL]: experiment }),
  };
  return {
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: {
      name,
      namespace: project.namespace,
      labels,
      annotations: { [RUNS_ANNOTATION]: tasks.map(({ run }) => run).join(',') },
    },
    spec: {
      completionMode: 'Indexed',
      completions: tasks.length,
      parallelism: tasks.length,
      backoffLimitPerIndex: 0,
      maxFailedIndexes: tasks.length,
      podReplacementPolicy: 'Failed',
      template: { metadata: { labels }, spec: buildSweepPodSpec(input) },
    },
  };
}

function buildSweepPodSpec(input: SweepJobInput): PodSpec {
  const { points, project, sweep, toolImage } = input;
  const spec = buildPodSpec(input);
  const tools: Container = {
    name: 'tools',
    image: toolImage,
    command: ['/bin/busybox', 'cp', '/bin/busybox', `${TOOLS}/busybox`],
    volumeMounts: [{ name: 'tools', mountPath: TOOLS }],
    resources: {
      requests: { cpu: '10m', memory: '16Mi' },
      limits: { cpu: '1', memory: '64Mi' },
    },
    securityContext: containerSecurity(project),
  };
  return {
    ...spec,
    initContainers: [tools, ...(spec.initContainers ?? [])],
    containers: spec.containers.map(container =>
      container.name === MAIN_CONTAINER
        ? {
            ...container,
            command: [
              ...[`${TOOLS}/busybox`, 'sh', '-c'],
              // Kubernetes leaves `$$(…)` as `$(…)`.
              LAUNCH.replaceAll('$(', () => '$$('),
              'pagoda',
              ...(container.command ?? []),
            ],
            env: container.env?.filter(isShared),
            volumeMounts: [
              ...(container.volumeMounts ?? []).map(mount =>
                toSharedMount(mount, sweep),
              ),
              { name: 'tools', mountPath: TOOLS, readOnly: true },
              { name: 'points', mountPath: POINTS, readOnly: true },
            ],
          }
        : container,
    ),
    volumes: [
      ...(spec.volumes ?? []).map(volume =>
        volume.name === 'parameters'
          ? { name: 'parameters', emptyDir: {} }
          : volume,
      ),
      { name: 'tools', emptyDir: {} },
      { name: 'points', configMap: { name: points } },
    ],
  };
}

function isShared({ name }: EnvVar): boolean {
  return !OF_A_POINT.test(name);
}

/** All points of a sweep have the directory of the sweep, and write their own parameters. */
function toSharedMount(mount: VolumeMount, sweep: string): VolumeMount {
  const { name, mountPath } = mount;
  if (mountPath === POD_PATHS.output) {
    return { name, mountPath, subPath: `sweeps/${sweep}` };
  }
  return mountPath === POD_PATHS.parameters ? { name, mountPath } : mount;
}
