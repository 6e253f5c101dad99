import type { Explanation, Run } from '@pagoda/plugin-pagoda-common';
import type { EngineProblem } from '../../engines/types';
import { explainCause } from './explainCause';
import { explainClusterUnreachable } from './explainClusterUnreachable';

/** Why a run that the engine has taken does not get on. */
export function explainProblem(
  { cluster, spec }: Pick<Run, 'cluster' | 'spec'>,
  { reason, evidence }: EngineProblem,
): Explanation {
  const known = explainCause(reason, { spec, evidence, waiting: true });
  if (known) {
    return known;
  }
  switch (reason) {
    case 'ClusterUnreachable':
      return { ...explainClusterUnreachable(cluster, []), evidence };
    case 'Unschedulable':
      return {
        code: reason,
        summary: `No node of cluster '${cluster}' can take it now${shortage(evidence)}.`,
        advice:
          'It starts by itself when a node has room for it. If it asks for more than any node has, cancel it and ask for less.',
        evidence,
      };
    case 'QuotaExceeded':
      return {
        code: reason,
        summary: `The quota of its namespace on cluster '${cluster}' is used up.`,
        advice:
          'It starts by itself when other runs of the project have ended. If nothing of the project runs, show the evidence to an administrator.',
        evidence,
      };
    case 'SecretNotFound':
      return {
        code: reason,
        summary: 'It waits for a secret, or a key of one, that is not there.',
        advice: 'Set the secret that the evidence names, or cancel the run.',
        evidence,
      };
    default:
      return {
        code: 'VolumeNotFound',
        summary: 'It waits for a volume that is not there.',
        advice: 'Create the volume that the evidence names, or cancel the run.',
        evidence,
      };
  }
}

/** Such as: it asks for 64 of cpu; node-1 has 1.5 free of 2. */
function shortage(evidence: EngineProblem['evidence']): string {
  const nodes = evidence.filter(({ source }) => source === 'node');
  return nodes.length > 0
    ? `: ${nodes.map(({ message }) => message).join('; ')}`
    : '';
}
