import type { Explanation, Run } from '@pagoda/plugin-pagoda-common';

/** Says why a run failed, was cancelled, or waits. */
export interface RunExplainer {
  /** `undefined` when there is nothing to explain: it runs, or it succeeded. */
  explain(run: Run): Promise<Explanation | undefined>;
}
