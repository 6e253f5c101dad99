import type {
  Cluster,
  Experiment,
  Project,
  Run,
  RunStatus,
  Sweep,
} from '@pagoda/plugin-pagoda-common';

let lastNumber = 0;

/** Ids ordered by time of making, as UUIDv7 are. */
function nextId(): { id: string; number: number } {
  lastNumber += 1;
  const digits = lastNumber.toString(16).padStart(12, '0');
  return { id: `01993f2e-0000-7000-8000-${digits}`, number: lastNumber };
}

/** A run that succeeded, unless told otherwise. */
export function buildRun(
  overrides: Partial<Omit<Run, 'status' | 'spec'>> & {
    status?: Partial<RunStatus>;
    spec?: Partial<Run['spec']>;
  } = {},
): Run {
  const { id, number } = nextId();
  const createdAt = new Date(Date.UTC(2026, 0, 1) + number * 60_000);
  const time = (seconds: number) =>
    new Date(createdAt.getTime() + seconds * 1000).toISOString();
  return {
    id,
    number,
    project: 'demo',
    experiment: 'montecarlo-pi',
    revision: 3,
    sweep: null,
    index: null,
    owner: 'user:default/researcher',
    cluster: 'local',
    labels: {},
    generation: 1,
    createdAt: createdAt.toISOString(),
    rerunOf: null,
    ...overrides,
    spec: {
      image: 'docker.io/library/node:24',
      command: ['node', 'pi.js'],
      parameters: { samples: 200000 },
      resources: { cpu: '1', memory: '512Mi', gpu: 0 },
      volumes: [],
      timeoutSeconds: 3600,
      retries: { limit: 0 },
      ...overrides.spec,
    },
    status: {
      phase: 'Succeeded',
      queuedAt: createdAt.toISOString(),
      startedAt: time(2),
      finishedAt: time(14),
      attempt: 1,
      exitCode: 0,
      explanation: null,
      metrics: { pi: 3.1416 },
      conditions: [],
      ...overrides.status,
    },
  };
}

/** A sweep over two parameters, half done, unless told otherwise. */
export function buildSweep(overrides: Partial<Sweep> = {}): Sweep {
  const { id, number } = nextId();
  return {
    id,
    project: 'demo',
    experiment: 'montecarlo-pi',
    revision: 3,
    owner: 'user:default/researcher',
    cluster: 'local',
    labels: {},
    points: 6,
    parameterNames: ['samples', 'seed'],
    spec: { matrix: { samples: [1000, 10000, 100000], seed: [1, 2] } },
    status: {
      phase: 'Running',
      counts: {
        Queued: 2,
        Starting: 0,
        Running: 1,
        Succeeded: 2,
        Failed: 1,
        Cancelled: 0,
      },
      causes: [],
    },
    createdAt: new Date(Date.UTC(2026, 0, 1) + number * 60_000).toISOString(),
    generation: 1,
    ...overrides,
  };
}

/** An experiment with one parameter. */
export function buildExperiment(
  overrides: Partial<Experiment> = {},
): Experiment {
  return {
    project: 'demo',
    name: 'montecarlo-pi',
    title: 'Monte-Carlo estimate of π',
    description: 'Draws points and counts those in the circle',
    readme: '# Monte-Carlo estimate',
    revision: 3,
    spec: {
      image: 'docker.io/library/node:24',
      command: ['node', 'pi.js'],
      parameterSchema: {
        type: 'object',
        properties: { samples: { type: 'integer', default: 200000 } },
      },
    },
    owner: 'user:default/researcher',
    createdAt: '2026-01-01T00:00:00.000Z',
    updatedAt: '2026-01-01T00:00:00.000Z',
    generation: 3,
    ...overrides,
  };
}

/** A project with a quota of 8 cores. */
export function buildProject(overrides: Partial<Project> = {}): Project {
  return {
    name: 'demo',
    title: 'Demonstration',
    description: '',
    quota: { concurrentRuns: 4, cpu: '8', memory: '16Gi', gpu: 0 },
    role: 'researcher',
    createdAt: '2026-01-01T00:00:00.000Z',
    createdBy: 'user:default/administrator',
    generation: 1,
    status: { conditions: [], observedGeneration: 1 },
    ...overrides,
  };
}

/** The embedded cluster. */
export function buildCluster(overrides: Partial<Cluster> = {}): Cluster {
  return {
    name: 'local',
    title: 'This machine',
    provisioner: 'local',
    engine: 'process',
    capacity: { cpu: 4, memoryBytes: 8 * 2 ** 30, gpu: 0 },
    allocated: { cpu: 1, memoryBytes: 2 ** 29, gpu: 0 },
    runs: { queued: 0, active: 1 },
    status: { phase: 'Ready', conditions: [] },
    createdAt: '2026-01-01T00:00:00.000Z',
    generation: 1,
    ...overrides,
  };
}
