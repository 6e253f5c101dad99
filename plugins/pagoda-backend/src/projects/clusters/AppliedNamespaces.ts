import type { KubernetesClient } from '../../clients/kubernetes/KubernetesClient';
import type { NamespaceKey } from './ProjectNamespaceStore';

/** Without a change, what was applied is taken for true so long, in milliseconds; a watch tells of changes by hand. */
const TRUST = 10 * 60_000;

/** What was applied of a project to a cluster. */
export interface AppliedNamespace {
  namespace: string;
  /** Of the project: see ProjectNamespaceStore.version. */
  version: string;
  client: KubernetesClient;
  /** Hash of each object as the cluster has stored it, by `resource/name`. */
  hashes: Map<string, string>;
}

/** What this process has applied, so that it need not do so again before something changes. */
export class AppliedNamespaces {
  readonly #applied = new Map<string, AppliedNamespace & { at: number }>();

  set(key: NamespaceKey, applied: AppliedNamespace): void {
    this.#applied.set(keyOf(key), { ...applied, at: Date.now() });
  }

  delete(key: NamespaceKey): void {
    this.#applied.delete(keyOf(key));
  }

  /** What was applied not long ago, of this version of the project and by this client. */
  find(
    key: NamespaceKey,
    version: string | undefined,
    client: KubernetesClient,
  ): AppliedNamespace | undefined {
    const applied = this.#applied.get(keyOf(key));
    return applied &&
      applied.version === version &&
      applied.client === client &&
      Date.now() - applied.at < TRUST
      ? applied
      : undefined;
  }

  /** The hash of an object when it was applied; `undefined` for what is not ours. */
  hashOf(
    key: NamespaceKey,
    object: { resource: string; name: string },
  ): string | undefined {
    return this.#applied
      .get(keyOf(key))
      ?.hashes.get(`${object.resource}/${object.name}`);
  }
}

function keyOf({ cluster, project }: NamespaceKey): string {
  return `${cluster}/${project}`;
}
