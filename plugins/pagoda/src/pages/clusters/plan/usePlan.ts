import { textsOf, toPlan, unplacedOf, type PlanForm } from './planForm';
import { usePreflight } from './usePreflight';

/** What a form stands for, and what the portal thinks of it while it is filled in. */
export function usePlan(form: PlanForm) {
  const read = toPlan(form);
  const preflight = usePreflight(read.plan);
  const problems = textsOf(
    [
      ...read.problems,
      ...(read.plan ? (preflight.verdict?.problems ?? []) : []),
    ],
    read.nameless,
  );
  const isRight =
    Object.keys(problems).length === 0 &&
    (preflight.verdict?.items ?? []).every(({ short }) => short === 0);
  return {
    ...read,
    preflight,
    /** Texts by path in the plan. */
    problems,
    unplaced: unplacedOf(problems),
    /** Nothing speaks against making it now. */
    mayMake:
      read.plan !== undefined &&
      !read.nameless &&
      !preflight.isChecking &&
      preflight.verdict !== undefined &&
      isRight,
  };
}
