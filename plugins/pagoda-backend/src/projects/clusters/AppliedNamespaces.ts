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
  /** What was seen of objects while they were applied: the hash of each, or that it is gone. */
  readonly #seen = new Map<string, Map<string, string | undefined>>();

  /**
   * Notes what the work has applied.
   *
   * @returns it, and whether it may be believed: not where something was changed in the meantime
   */
  async record(
    key: NamespaceKey,
    work: () => Promise<AppliedNamespace>,
  ): Promise<{ applied: AppliedNamespace; unchanged: boolean }> {
    const name = keyOf(key);
    const seen = new Map<string, string | undefined>();
    this.#applied.delete(name);
    this.#seen.set(name, seen);
    try {
      const applied = await work();
      const unchanged = [...seen].every(([object, hash]) => {
        const known = applied.hashes.get(object);
        return known === undefined || known === hash;
      });
      if (unchanged) {
        this.#applied.set(name, { ...applied, at: Date.now() });
      }
      return { applied, unchanged };
    } finally {
      this.#seen.delete(name);
    }
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

  /**
   * An object as it was seen on the cluster; without a hash, it is gone. Objects of others are none of our business.
   *
   * @returns whether it is as it was applied, as far as is known yet
   */
  see(
    key: NamespaceKey,
    object: { resource: string; name: string; hash?: string },
  ): boolean {
    const name = `${object.resource}/${object.name}`;
    this.#seen.get(keyOf(key))?.set(name, object.hash);
    const hash = this.#applied.get(keyOf(key))?.hashes.get(name);
    return hash === undefined || hash === object.hash;
  }
}

function keyOf({ cluster, project }: NamespaceKey): string {
  return `${cluster}/${project}`;
}
