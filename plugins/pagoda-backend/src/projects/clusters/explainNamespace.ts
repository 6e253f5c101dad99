import type { Explanation } from '@pagoda/plugin-pagoda-common';
import type { WaitingFor } from './ProjectNamespaceStore';

/** Evidence is cut off after so many of the things that are waited for. */
const MAX_EVIDENCE = 10;

/** A namespace that is being deleted takes nothing new. */
export function explainTerminating(
  namespace: string,
  cluster: string,
  waitingFor: WaitingFor,
): Explanation {
  return {
    code: 'NamespaceTerminating',
    summary: `Namespace ${namespace} on cluster ${cluster} is being deleted, and takes nothing new until it is gone.`,
    advice:
      waitingFor.length === 0
        ? 'It is made anew by itself when it is gone; this takes seconds as a rule.'
        : 'It is made anew by itself when it is gone. What its removal waits for is listed here; an administrator of the cluster can help.',
    evidence: waitingFor.slice(0, MAX_EVIDENCE).map(({ message }) => ({
      source: 'cluster',
      message,
    })),
  };
}

/** A namespace of that name is there, and is somebody else's. */
export function explainForeign(
  namespace: string,
  cluster: string,
  project: string,
  whose: string,
): Explanation {
  return {
    code: 'PolicyRefused',
    summary: `Namespace ${namespace} on cluster ${cluster} is there already and ${whose}, so project ${project} cannot have it.`,
    advice:
      'An administrator can delete or rename that namespace, or set pagoda.kubernetes.namespacePrefix to another prefix.',
    evidence: [],
  };
}

/** The cluster does not let PAGoDA do what it has to. */
export function explainRefused(
  what: string,
  cluster: string,
  message: string,
): Explanation {
  return {
    code: 'PolicyRefused',
    summary: `Cluster ${cluster} refused ${what}.`,
    advice:
      'Ask an administrator: the rights that PAGoDA has on the cluster, or a policy of the cluster, do not allow it.',
    evidence: [{ source: 'cluster', message }],
  };
}
