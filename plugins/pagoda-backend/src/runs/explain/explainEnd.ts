import type { Explanation } from '@pagoda/plugin-pagoda-common';
import type { EndFacts } from './EndFacts';
import { explainCommandNotFound } from './explainCommandNotFound';
import { explainEngineRestarted } from './explainEngineRestarted';
import { explainExitCode } from './explainExitCode';
import { explainOutOfMemory } from './explainOutOfMemory';
import { explainSignal } from './explainSignal';
import { explainTimeout } from './explainTimeout';
import { explainUnknown } from './explainUnknown';
import { explainVolumeNotFound } from './explainVolumeNotFound';

/** The one cause of an attempt's failure. What was cancelled is explained by explainCancelled instead. */
export function explainEnd(facts: EndFacts): Explanation {
  const { reason, exitCode, signal } = facts.end;
  switch (reason) {
    case 'Timeout':
      return explainTimeout(facts);
    case 'OutOfMemory':
      return explainOutOfMemory(facts);
    case 'CommandNotFound':
      return explainCommandNotFound(facts);
    case 'VolumeNotFound':
      return explainVolumeNotFound(facts);
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
