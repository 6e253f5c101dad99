import {
  parseQuantity,
  type Explanation,
  type Quota,
  type Run,
} from '@pagoda/plugin-pagoda-common';
import type { Engine } from '../engines/types';
import { admitRuns, type AdmissionVerdict } from './admitRuns';
import { explainWaiting } from './explain/explainWaiting';
import type { RunExplainer } from './RunExplainer';
import type { RunRecord, RunStoreForReconciler } from './types';

/** Queued runs that one look decides upon. */
export const ADMISSION_WINDOW = 1_000;

/** What {@link Admission} needs. */
export interface AdmissionOptions {
  cluster: string;
  engine: Pick<Engine, 'capacity'>;
  store: RunStoreForReconciler;
  quotas: (projects: string[]) => Promise<Map<string, Quota>>;
}

/** Who may start now on a cluster, and why the others wait. */
export class Admission implements RunExplainer {
  readonly #options: AdmissionOptions;

  constructor(options: AdmissionOptions) {
    this.#options = options;
  }

  /** Decides upon the oldest queued runs; `full` when there may be more behind them. */
  async decide(
    now: Date,
  ): Promise<AdmissionVerdict & { queued: RunRecord[]; full: boolean }> {
    const { cluster, engine, store, quotas } = this.#options;
    const queued = await store.queued(cluster, { limit: ADMISSION_WINDOW });
    if (queued.length === 0) {
      return { admitted: [], waiting: [], queued, full: false };
    }
    const projects = [...new Set(queued.map(({ run }) => run.project))];
    const sweeps = new Set(queued.flatMap(({ run }) => run.sweep ?? []));
    const verdict = admitRuns(queued, {
      now,
      cluster,
      capacity: await engine.capacity(),
      load: loadOf(await store.active(cluster)),
      quotas: await quotas(projects),
      demand: await store.demand(),
      sweeps: await store.sweepLimits([...sweeps]),
    });
    return { ...verdict, queued, full: queued.length === ADMISSION_WINDOW };
  }

  /** Of a waiting run, as things are now; of another what was written down when it ended. */
  async explain(run: Run): Promise<Explanation | undefined> {
    const known = run.status.explanation ?? undefined;
    if (run.status.phase !== 'Queued') {
      return known;
    }
    const { waiting } = await this.decide(new Date());
    const own = waiting.find(({ record }) => record.run.id === run.id);
    return (own && explainWaiting(own.wait)) ?? known;
  }
}

function loadOf(active: RunRecord[]) {
  const load = { cpu: 0, memoryBytes: 0, gpu: 0 };
  for (const { run } of active) {
    load.cpu += parseQuantity(run.spec.resources.cpu);
    load.memoryBytes += parseQuantity(run.spec.resources.memory);
    load.gpu += run.spec.resources.gpu;
  }
  return load;
}
