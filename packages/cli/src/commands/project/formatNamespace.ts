import type { ProjectNamespace } from '@pagoda/plugin-pagoda-common';

/** A project's namespace with all that it waits for, in lines. */
export function formatNamespace(namespace: ProjectNamespace): string {
  return [
    `${namespace.namespace} on cluster ${namespace.cluster}: ${namespace.phase}${
      namespace.phase === 'Active' ? '' : `: ${namespace.message}`
    }`,
    ...namespace.waitingFor.map(({ message }) => `  ${message}`),
  ].join('\n');
}
