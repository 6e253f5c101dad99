import type { Explanation } from '@pagoda/plugin-pagoda-common';
import { evidenceOf, type EndFacts } from './EndFacts';
import { explainCause } from './explainCause';
import { explainCommandNotFound } from './explainCommandNotFound';
import { explainEngineRestarted } from './explainEngineRestarted';
import { explainExitCode } from './explainExitCode';
import { explainOutOfMemory } from './explainOutOfMemory';
import { explainSecretNotFound } from './explainSecretNotFound';
import { explainSignal } from './explainSignal';
import { explainTimeout } from './explainTimeout';
import { explainUnknown } from './explainUnknown';
import { explainVolumeNotFound } from './explainVolumeNotFound';

/** The one cause of an attempt's failure. What was cancelled is explained by explainCancelled instead. */
export function explainEnd(facts: EndFacts): Explanation {
  const { reason, exitCode, signal } = facts.end;
  const known =
    reason &&
    explainCause(reason, {
      spec: facts.spec,
      evidence: evidenceOf(facts),
      waiting: false,
    });
  if (known) {
    return known;
  }
  switch (reason) {
    case 'Timeout':
      return explainTimeout(facts);
    case 'OutOfMemory':
      return explainOutOfMemory(facts);
    case 'CommandNotFound':
      return explainCommandNotFound(facts);
    case 'VolumeNotFound':
      return explainVolumeNotFound(facts);
    case 'SecretNotFound':
      return explainSecretNotFound(facts);
    case 'EngineRestarted':
      return explainEngineRestarted(facts);
    case undefined:
      break;
    default:
      return explainUnknown(facts);
  }
  if (signal !== undefined) {
    return explainSignal({ ...facts, signal });
  }
  return exitCode === undefined
    ? explainUnknown(facts)
    : explainExitCode({ ...facts, exitCode });
}
