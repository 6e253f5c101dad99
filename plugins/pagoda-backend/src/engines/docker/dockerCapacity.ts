import type { ClusterResources } from '@pagoda/plugin-pagoda-common';
import type { InfoAnswer } from './dockerAnswers';
import type { DockerSettings } from './DockerSettings';

/** The rest of the memory is the server's own. */
const SHARE = 0.9;

/** What runs may ask for together: as configured, or what the server has. */
export function dockerCapacity(
  { cpu, memoryBytes, gpus }: DockerSettings,
  info: Pick<InfoAnswer, 'NCPU' | 'MemTotal'>,
): ClusterResources {
  return {
    cpu: cpu ?? info.NCPU,
    memoryBytes: memoryBytes ?? Math.floor(info.MemTotal * SHARE),
    gpu: gpus.length,
  };
}
