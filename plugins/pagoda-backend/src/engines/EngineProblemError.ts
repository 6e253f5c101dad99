import type { EngineProblem } from './types';

/** Something that keeps an attempt from beginning; not a fault of the portal's. */
export class EngineProblemError extends Error {
  readonly problem: EngineProblem;

  constructor(problem: EngineProblem) {
    super(problem.evidence[0]?.message ?? problem.reason);
    this.name = 'EngineProblemError';
    this.problem = problem;
  }
}
