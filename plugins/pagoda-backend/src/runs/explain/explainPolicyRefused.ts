import type { Explanation } from '@pagoda/plugin-pagoda-common';
import type { CauseFacts } from './CauseFacts';

/** The cluster's policy does not let the pod be. */
export function explainPolicyRefused({
  spec,
  evidence,
}: CauseFacts): Explanation {
  const root = isRoot(evidence);
  return {
    code: 'PolicyRefused',
    summary: root
      ? `The image '${spec.image}' wants to run as root, which the project does not allow.`
      : 'The security policy of the cluster refuses the run.',
    advice: root
      ? 'Use an image that runs as any user (a line such as USER 10001 in its Dockerfile), or have an administrator allow root for the project.'
      : 'Show the evidence to an administrator: the policy of the cluster, or that of the project on it, has to be changed.',
    evidence,
  };
}

/** An image that names root, or no user by number, does not fit a pod that must not run as root. */
function isRoot(evidence: CauseFacts['evidence']): boolean {
  return evidence.some(({ message }) =>
    /runAsNonRoot|run as root|non-numeric user/i.test(message),
  );
}
