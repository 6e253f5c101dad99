import { parseQuantity, type RunSpec } from '@pagoda/plugin-pagoda-common';
import type { Demand } from './admission/shortage';
import { DEFAULT_SERVICE_RESOURCES } from './types';

/** What a run asks for together with its helper services. */
export function runDemand({
  resources,
  services = [],
}: Pick<RunSpec, 'resources' | 'services'>): Demand {
  const all = [
    resources,
    ...services.map(service => ({
      ...DEFAULT_SERVICE_RESOURCES,
      ...service.resources,
    })),
  ];
  return {
    cpu: all.reduce((sum, { cpu }) => sum + parseQuantity(cpu), 0),
    memoryBytes: Math.ceil(
      all.reduce((sum, { memory }) => sum + parseQuantity(memory), 0),
    ),
    gpu: all.reduce((sum, { gpu }) => sum + gpu, 0),
  };
}
