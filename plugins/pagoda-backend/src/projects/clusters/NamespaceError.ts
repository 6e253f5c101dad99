import type { Explanation } from '@pagoda/plugin-pagoda-common';

/** A project cannot have its namespace on a cluster as things stand; the explanation is written for users. */
export class NamespaceError extends Error {
  readonly explanation: Explanation;

  constructor(explanation: Explanation, options?: ErrorOptions) {
    super(explanation.summary, options);
    this.name = 'NamespaceError';
    this.explanation = explanation;
  }
}
