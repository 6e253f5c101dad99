import type { Explanation } from '@pagoda/plugin-pagoda-common';
import type { CauseFacts } from './CauseFacts';

/** The project's namespace is being deleted. */
export function explainNamespaceTerminating({
  waiting,
  evidence,
}: CauseFacts): Explanation {
  return {
    code: 'NamespaceTerminating',
    summary: `The namespace of the project is being deleted on the cluster${waiting ? '' : ', so that the run could not go on'}.`,
    advice:
      'When it is gone, it is made anew by itself: rerun then. If it does not go, an administrator sees on the page of the cluster what it waits for.',
    evidence,
  };
}
