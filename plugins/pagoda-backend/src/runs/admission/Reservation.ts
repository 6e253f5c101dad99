import type { ClusterResources } from '@pagoda/plugin-pagoda-common';
import { exceeds, type Demand } from './shortage';

const KEYS = ['cpu', 'memoryBytes', 'gpu'] as const;

/**
 * What is kept on a cluster for one run that does not fit yet. By the time limits of what is active we know when it will
 * fit at the latest, and what will be left beside it then; whoever is gone by then, or is content with what is left, may
 * go first. (In the literature of batch systems: EASY backfilling.)
 */
export class Reservation {
  readonly run: string;
  /** It fits by then, in milliseconds since 1970. */
  readonly #startsBy: number;
  /** Left beside it then. */
  readonly #beside: Demand;

  constructor(
    run: string,
    demand: Demand,
    cluster: {
      capacity: ClusterResources;
      active: { demand: Demand; endsBy: number }[];
      now: number;
    },
  ) {
    const { capacity, active, now } = cluster;
    this.run = run;
    const free = { ...capacity };
    for (const one of active) {
      KEYS.forEach(key => (free[key] -= one.demand[key]));
    }
    const fits = () => KEYS.every(key => !exceeds(demand[key], 0, free[key]));
    let startsBy = now;
    for (const one of [...active].sort((a, b) => a.endsBy - b.endsBy)) {
      if (fits()) {
        break;
      }
      KEYS.forEach(key => (free[key] += one.demand[key]));
      startsBy = Math.max(now, one.endsBy);
    }
    this.#startsBy = startsBy;
    KEYS.forEach(key => (free[key] -= demand[key]));
    this.#beside = free;
  }

  /** What another run would take away from this one; `undefined` when it may go first. */
  conflict(demand: Demand, endsBy: number): keyof Demand | undefined {
    return endsBy <= this.#startsBy
      ? undefined
      : KEYS.find(key => exceeds(demand[key], 0, this.#beside[key]));
  }

  /** Another run has gone first. */
  take(demand: Demand, endsBy: number): void {
    if (endsBy > this.#startsBy) {
      KEYS.forEach(key => (this.#beside[key] -= demand[key]));
    }
  }
}
