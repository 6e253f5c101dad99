import type { Explanation } from '@pagoda/plugin-pagoda-common';
import type { CauseFacts } from './CauseFacts';

/** A volume cannot be attached where the run is to execute. */
export function explainVolumeBusy({
  spec,
  evidence,
  waiting,
}: CauseFacts): Explanation {
  return {
    code: 'VolumeBusy',
    summary: `${named(spec, evidence)} ${waiting ? 'cannot be attached now' : 'could not be attached'}${where(evidence)}.`,
    advice:
      'A volume that one node at a time can mount is free again when the runs that use it have ended, or follows them to their node. Wait, end those runs, or use a volume with access mode ReadWriteMany.',
    evidence,
  };
}

function named(
  { volumes }: CauseFacts['spec'],
  evidence: CauseFacts['evidence'],
): string {
  const known = volumes.filter(({ name }) =>
    evidence.some(({ message }) => message.includes(`volume-${name}`)),
  );
  if (known.length > 0) {
    return `The volume ${known.map(({ name }) => `'${name}'`).join(', ')}`;
  }
  return volumes.length === 0
    ? 'The volume for the results'
    : 'A volume of the run';
}

function where(evidence: CauseFacts['evidence']): string {
  const text = evidence.map(({ message }) => message).join(' ');
  if (/node affinity conflict/.test(text)) {
    return ': it lies on a node, or in a zone, where the run has no room';
  }
  if (/Multi-Attach|already (used|exclusively attached)/i.test(text)) {
    return ': another node has it';
  }
  return /unbound/.test(text) ? ': it is still being made' : '';
}
