import type { Leak } from '@pagoda/plugin-pagoda-common';
import {
  LABELS,
  PORTAL_ANNOTATION,
} from '../../../projects/clusters/objectNames';
import type { LabelledThings } from './LabelledStore';
import type { LabelledObject } from './readLabelled';

/** A leak, and where the object is. */
export interface FoundLeak extends Leak {
  object: LabelledObject;
}

/** The things that the objects' labels name. */
export function thingsOf(
  objects: LabelledObject[],
): Omit<LabelledThings, 'namespaces'> {
  const values = (label: string) =>
    new Set(objects.flatMap(({ metadata }) => metadata.labels?.[label] ?? []));
  return {
    projects: values(LABELS.project),
    runs: values(LABELS.run),
    sweeps: values(LABELS.sweep),
    volumes: new Set(),
  };
}

/**
 * Objects that lead to nothing. What goes with its owner or its namespace is not named beside it; what belongs to another
 * portal is not named at all.
 *
 * @param there - of {@link thingsOf} what exists
 */
export function findLeaks(
  cluster: string,
  portal: string,
  objects: LabelledObject[],
  there: LabelledThings,
): FoundLeak[] {
  const namespaces = objects.filter(({ kind }) => kind === 'Namespace');
  const foreign = new Set(
    namespaces
      .filter(
        ({ path, metadata }) =>
          metadata.annotations?.[PORTAL_ANNOTATION] !== portal &&
          // One that we look after is ours: the portal's address may have changed.
          there.namespaces.get(metadata.labels?.[LABELS.project] ?? '') !==
            path.name,
      )
      .map(({ path }) => path.name),
  );
  const leaking = new Set<string>();
  const uids = new Set<string>();
  const leaks: FoundLeak[] = [];
  for (const object of objects) {
    const { kind, path, metadata } = object;
    const home = kind === 'Namespace' ? path.name : (path.namespace ?? '');
    const owner = metadata.ownerReferences?.find(
      ({ controller }) => controller,
    );
    const goesWithOther =
      foreign.has(home) ||
      (kind !== 'Namespace' && leaking.has(home)) ||
      (owner !== undefined && uids.has(owner.uid));
    const reason = goesWithOther ? undefined : reasonOf(object, home, there);
    uids.add(metadata.uid ?? '');
    if (reason === undefined) {
      continue;
    }
    if (kind === 'Namespace') {
      leaking.add(path.name);
    }
    leaks.push({
      id: [cluster, kind, path.namespace ?? '', path.name, metadata.uid].join(
        '/',
      ),
      ...{ cluster, kind, name: path.name, reason, object },
      ...(path.namespace !== undefined && { namespace: path.namespace }),
      ...(metadata.labels?.[LABELS.project] !== undefined && {
        project: metadata.labels[LABELS.project],
      }),
      createdAt: String(metadata.creationTimestamp),
      ...(metadata.deletionTimestamp && {
        deletionTimestamp: String(metadata.deletionTimestamp),
      }),
      finalizers: metadata.finalizers ?? [],
    });
  }
  return leaks;
}

/** Why the object is a leak; `undefined` where it is none. */
function reasonOf(
  { kind, metadata }: LabelledObject,
  namespace: string,
  there: LabelledThings,
): string | undefined {
  const labels = metadata.labels ?? {};
  const project: string | undefined = labels[LABELS.project];
  const run = labels[LABELS.run];
  const sweep = labels[LABELS.sweep];
  const volume = labels[LABELS.volume];
  const kept = there.namespaces.get(project ?? '');
  if (
    kept === namespace &&
    (kind === 'Namespace' || !there.projects.has(project))
  ) {
    // Of a project that is gone, the namespace is being removed with all that is in it.
    return undefined;
  }
  if (project !== undefined && !there.projects.has(project)) {
    return `There is no project ${project}.`;
  }
  if (run !== undefined && !there.runs.has(run)) {
    return `There is no run ${run}.`;
  }
  if (run === undefined && sweep !== undefined && !there.sweeps.has(sweep)) {
    return `There is no sweep ${sweep}.`;
  }
  if (volume !== undefined && !there.volumes.has(`${project}/${volume}`)) {
    return `Project ${project} has no volume ${volume}.`;
  }
  if (kind === 'Namespace' && kept !== undefined) {
    return `Project ${project} has another namespace here, ${kept}.`;
  }
  return project === undefined
    ? 'It carries the label of PAGoDA, but not that of a project.'
    : undefined;
}
