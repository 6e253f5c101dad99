import { formatBytes, type Cluster } from '@pagoda/plugin-pagoda-common';

const ENGINES: Record<Cluster['engine'], string> = {
  process: 'Local processes',
  docker: 'Docker',
  kubernetes: 'Kubernetes',
};

/** What one wants to know of a cluster before choosing it, such as `Kubernetes v1.34.4 · 3.5 of 4 cores, 6 GiB free`. */
export function describeCluster({
  engine,
  version,
  status,
  capacity,
  allocated,
}: Pick<
  Cluster,
  'engine' | 'version' | 'status' | 'capacity' | 'allocated'
>): string {
  const free = [
    `${left(capacity.cpu, allocated.cpu)} of ${capacity.cpu} cores`,
    formatBytes(left(capacity.memoryBytes, allocated.memoryBytes)),
    ...(capacity.gpu > 0
      ? [`${left(capacity.gpu, allocated.gpu)} of ${capacity.gpu} GPUs`]
      : []),
  ].join(', ');
  const canRun = status.phase === 'Ready' || status.phase === 'Degraded';
  return [
    engine === 'kubernetes' && version
      ? `${ENGINES[engine]} ${version}`
      : ENGINES[engine],
    ...(status.phase === 'Ready' ? [] : [status.phase]),
    ...(canRun ? [`${free} free`] : []),
  ].join(' · ');
}

function left(capacity: number, allocated: number): number {
  return Math.max(0, Math.round((capacity - allocated) * 1000) / 1000);
}
