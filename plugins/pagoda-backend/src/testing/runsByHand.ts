import type { RunPhase } from '@pagoda/plugin-pagoda-common';
import { ClusterStore } from '../clusters/ClusterStore';
import { RunStore } from '../runs/RunStore';
import type { RunObservation } from '../runs/types';
import type { TestPortal } from './createTestPortal';

/** A cluster that no engine serves: what a test submits to it stays as it is, until the test says otherwise. */
export const IDLE_CLUSTER = 'idle';

/** Adds {@link IDLE_CLUSTER} with 64 cores, 256 GiB of memory and 4 GPUs. */
export async function addIdleCluster(portal: TestPortal): Promise<void> {
  await new ClusterStore(portal.knex).upsert({
    name: IDLE_CLUSTER,
    title: 'Idle',
    description: '',
    provisioner: 'existing',
    engine: 'kubernetes',
    capacity: { cpu: 64, memoryBytes: 256 * 2 ** 30, gpu: 4 },
    phase: 'Ready',
    conditions: [],
  });
}

/** Moves a run to a phase, as a reconciler would. */
export async function moveRun(
  portal: TestPortal,
  id: string,
  phase: RunPhase,
  rest: RunObservation = {},
): Promise<void> {
  const store = new RunStore(portal.knex);
  const record = await store.get(id);
  if (!record) {
    throw new Error(`There is no run ${id}`);
  }
  const ended = ['Succeeded', 'Failed', 'Cancelled'].includes(phase);
  await store.observe(id, record.version, {
    phase,
    ...(ended && { finishedAt: new Date() }),
    ...(phase === 'Failed' && {
      exitCode: 3,
      explanation: {
        code: 'ExitCode',
        summary: 'The command ended with exit code 3.',
        advice: 'Look at the log.',
        evidence: [{ source: 'engine', message: 'exit code 3' }],
      },
    }),
    ...rest,
  });
}
