import type { Attention, Cloud } from '@pagoda/plugin-pagoda-common';
import { causeOf } from './causeOf';

/** Clouds that do not answer, or not as they should. */
export function findClouds(clouds: Cloud[]): Attention[] {
  return clouds
    .filter(({ phase }) => phase !== 'Ready')
    .map(({ name, phase, conditions }) => ({
      id: `cloud/${name}`,
      severity: phase === 'Unreachable' ? 'error' : 'warning',
      kind: 'cloud',
      name,
      title: `Cloud ${name} is ${phase.toLowerCase()}`,
      ...causeOf(
        conditions,
        'Nobody has said why; what is shown of it may be old.',
      ),
      action: { label: 'See its clusters' },
    }));
}
