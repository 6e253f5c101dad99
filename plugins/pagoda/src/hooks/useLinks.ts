import { useMemo } from 'react';
import { useRouteRef } from '@backstage/frontend-plugin-api';
import {
  clusterRouteRef,
  clustersRouteRef,
  compareRunsRouteRef,
  experimentRouteRef,
  experimentsRouteRef,
  fleetRouteRef,
  homeRouteRef,
  monitoringRouteRef,
  newClusterRouteRef,
  projectRouteRef,
  runRouteRef,
  runsRouteRef,
  startExperimentRouteRef,
  sweepRouteRef,
  tokensRouteRef,
  volumeRouteRef,
  volumesRouteRef,
} from '../routes';

/** Addresses of PAGoDA's pages; `#` where a deployment has switched the page off. */
export interface PagodaLinks {
  home(): string;
  runs(query?: Record<string, string>): string;
  run(id: string): string;
  compareRuns(a: string, b?: string): string;
  sweep(id: string): string;
  project(project: string): string;
  experiments(): string;
  experiment(project: string, experiment: string): string;
  startExperiment(project: string, experiment: string): string;
  volumes(): string;
  volume(project: string, volume: string): string;
  clusters(): string;
  cluster(cluster: string): string;
  newCluster(): string;
  /** With what its parts are narrowed to. */
  fleet(query?: Record<string, string>): string;
  /** What monitoring is connected to; for administrators. */
  monitoring(): string;
  tokens(): string;
}

/** The addresses of PAGoDA's pages, wherever the app has mounted them. */
export function useLinks(): PagodaLinks {
  const home = useRouteRef(homeRouteRef);
  const runs = useRouteRef(runsRouteRef);
  const run = useRouteRef(runRouteRef);
  const compare = useRouteRef(compareRunsRouteRef);
  const sweep = useRouteRef(sweepRouteRef);
  const project = useRouteRef(projectRouteRef);
  const experiments = useRouteRef(experimentsRouteRef);
  const experiment = useRouteRef(experimentRouteRef);
  const start = useRouteRef(startExperimentRouteRef);
  const volumes = useRouteRef(volumesRouteRef);
  const volume = useRouteRef(volumeRouteRef);
  const clusters = useRouteRef(clustersRouteRef);
  const cluster = useRouteRef(clusterRouteRef);
  const fleet = useRouteRef(fleetRouteRef);
  const newCluster = useRouteRef(newClusterRouteRef);
  const monitoring = useRouteRef(monitoringRouteRef);
  const tokens = useRouteRef(tokensRouteRef);
  return useMemo(
    () => ({
      home: () => home?.() ?? '#',
      runs: query => `${runs?.() ?? '#'}${toSearch(query)}`,
      run: id => run?.({ run: id }) ?? '#',
      compareRuns: (a, b) =>
        `${compare?.() ?? '#'}${toSearch(b ? { a, b } : { a })}`,
      sweep: id => sweep?.({ sweep: id }) ?? '#',
      project: name => project?.({ project: name }) ?? '#',
      experiments: () => experiments?.() ?? '#',
      experiment: (inProject, name) =>
        experiment?.({ project: inProject, experiment: name }) ?? '#',
      startExperiment: (inProject, name) =>
        start?.({ project: inProject, experiment: name }) ?? '#',
      volumes: () => volumes?.() ?? '#',
      volume: (inProject, name) =>
        volume?.({ project: inProject, volume: name }) ?? '#',
      clusters: () => clusters?.() ?? '#',
      cluster: name => cluster?.({ cluster: name }) ?? '#',
      fleet: query => `${fleet?.() ?? '#'}${toSearch(query)}`,
      newCluster: () => newCluster?.() ?? '#',
      monitoring: () => monitoring?.() ?? '#',
      tokens: () => tokens?.() ?? '#',
    }),
    [
      home,
      runs,
      run,
      compare,
      sweep,
      project,
      experiments,
      experiment,
      start,
      volumes,
      volume,
      clusters,
      cluster,
      newCluster,
      fleet,
      monitoring,
      tokens,
    ],
  );
}

function toSearch(query: Record<string, string> = {}): string {
  const text = new URLSearchParams(query).toString();
  return text === '' ? '' : `?${text}`;
}
