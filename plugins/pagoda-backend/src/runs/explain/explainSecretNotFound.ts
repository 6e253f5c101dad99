import type { Explanation } from '@pagoda/plugin-pagoda-common';
import { evidenceOf, type EndFacts } from './EndFacts';

/** A secret that the run names was not there when it was to start. */
export function explainSecretNotFound(facts: EndFacts): Explanation {
  const names = [
    ...new Set((facts.spec.secrets ?? []).map(({ name }) => `'${name}'`)),
  ];
  const named = names.filter(name =>
    facts.end.evidence.some(({ message }) => message.includes(name)),
  );
  const missing = named.length > 0 ? named : names;
  return {
    code: 'SecretNotFound',
    summary:
      missing.length === 1
        ? `The secret ${missing[0]}, or a key of it, was not there when the run was to start.`
        : `One of the secrets ${missing.join(', ')} was not there when the run was to start.`,
    advice:
      'It was probably deleted or changed after the run was submitted. Set it again, and rerun.',
    evidence: evidenceOf(facts),
  };
}
