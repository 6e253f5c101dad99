import type { Explanation } from '@pagoda/plugin-pagoda-common';
import type { CauseFacts } from './CauseFacts';

/** The image cannot be fetched: there is none of that name, or its registry does not answer. */
export function explainImageNotFound({
  spec,
  evidence,
  waiting,
}: CauseFacts): Explanation {
  return {
    code: 'ImageNotFound',
    summary: `The image '${spec.image}' ${waiting ? 'cannot be fetched so far' : 'could not be fetched'}: ${why(evidence)}.`,
    advice:
      'Check the name and the tag of the image, and that it was pushed to its registry; then rerun.',
    evidence,
  };
}

/** In the registry's words there is a lot; what counts is whether it has no such image or does not answer. */
function why(evidence: CauseFacts['evidence']): string {
  return evidence.some(({ message }) =>
    /not found|manifest unknown|name unknown|does not exist|no such image|\b404\b/i.test(
      message,
    ),
  )
    ? 'its registry has no such image'
    : 'its registry did not give it';
}
