import type { Explanation } from '@pagoda/plugin-pagoda-common';
import type { CauseFacts } from './CauseFacts';

/** The registry refuses to give the image. */
export function explainImagePullDenied({
  spec,
  waiting,
  evidence,
}: CauseFacts): Explanation {
  return {
    code: 'ImagePullDenied',
    summary: `The registry refuses ${waiting ? 'to give' : 'to have given'} the image '${spec.image}': it asks for a login that the project does not have, or that has no right to it.`,
    advice:
      'Check the name of the image; if it is private, have an administrator give the project a pull secret for its registry.',
    evidence,
  };
}
