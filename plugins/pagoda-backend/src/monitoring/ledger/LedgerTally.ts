import { splitByMonth } from './splitByMonth';

/** One execution of an attempt that is over. */
export interface EndedAttempt {
  project: string;
  owner: string;
  /** Cores asked for, helper services included. */
  cpu: number;
  /** Bytes asked for, helper services included. */
  memoryBytes: number;
  gpu: number;
  /** Milliseconds since the epoch. */
  startedAt: number;
  /** Milliseconds since the epoch. */
  endedAt: number;
  /** Measured, of this execution alone; missing where nothing measures it. */
  usedCpuSeconds?: number;
}

/** What an owner's attempts used of a project in a month. */
export interface LedgerAmount {
  project: string;
  owner: string;
  /** `YYYY-MM`, in UTC. */
  month: string;
  /** Attempts that ended in the month; one that crosses months counts in its last. */
  attempts: number;
  cpuSeconds: number;
  memoryByteSeconds: number;
  gpuSeconds: number;
  usedCpuSeconds: number;
}

/** Adds up ended attempts by project, owner and month, so that a transaction writes each row once. */
export class LedgerTally {
  readonly #amounts = new Map<string, LedgerAmount>();

  /** An attempt that took no time adds nothing. */
  add(attempt: EndedAttempt): void {
    const { startedAt, endedAt, usedCpuSeconds = 0 } = attempt;
    const shares = splitByMonth(startedAt, endedAt);
    shares.forEach(({ month, milliseconds }, i) => {
      const seconds = milliseconds / 1000;
      const amount = this.#amount(attempt, month);
      amount.attempts += Number(i === shares.length - 1);
      amount.cpuSeconds += attempt.cpu * seconds;
      amount.memoryByteSeconds += attempt.memoryBytes * seconds;
      amount.gpuSeconds += attempt.gpu * seconds;
      amount.usedCpuSeconds +=
        (usedCpuSeconds * milliseconds) / (endedAt - startedAt);
    });
  }

  /** Ordered by project, owner and month: who locks rows in this order waits for nobody in a circle. */
  amounts(): LedgerAmount[] {
    return [...this.#amounts]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([, amount]) => amount);
  }

  #amount(
    { project, owner }: Pick<EndedAttempt, 'project' | 'owner'>,
    month: string,
  ): LedgerAmount {
    const key = JSON.stringify([project, owner, month]);
    const amount = this.#amounts.get(key) ?? {
      ...{ project, owner, month, attempts: 0 },
      ...{ cpuSeconds: 0, memoryByteSeconds: 0, gpuSeconds: 0 },
      usedCpuSeconds: 0,
    };
    this.#amounts.set(key, amount);
    return amount;
  }
}
