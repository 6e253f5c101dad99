import type { Explanation } from '@pagoda/plugin-pagoda-common';
import { evidenceOf, type EndFacts } from './EndFacts';

/** A volume that the run mounts was not there when it was to start. */
export function explainVolumeNotFound(facts: EndFacts): Explanation {
  const names = facts.spec.volumes.map(({ name }) => `'${name}'`);
  const named = names.filter(name =>
    facts.end.evidence.some(({ message }) => message.includes(name)),
  );
  const missing = named.length > 0 ? named : names;
  return {
    code: 'VolumeNotFound',
    summary:
      missing.length === 1
        ? `The volume ${missing[0]} was not there when the run was to start.`
        : `One of the volumes ${missing.join(', ')} was not there when the run was to start.`,
    advice:
      'It was probably deleted after the run was submitted. Create it again with its files, or rerun without it.',
    evidence: evidenceOf(facts),
  };
}
