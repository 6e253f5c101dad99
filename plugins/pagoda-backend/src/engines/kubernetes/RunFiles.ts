import { createHash } from 'node:crypto';
import type { SourceFile } from '@pagoda/plugin-pagoda-common';
import type { KubernetesClient } from '../../clients/kubernetes/KubernetesClient';
import { MANAGED_BY, PROJECT_LABEL } from './labels';

/** Known ConfigMaps that are remembered. */
const REMEMBERED = 10_000;

/**
 * Puts the files of runs into the cluster: a ConfigMap for each different set of files, which cannot be changed, so that
 * the runs of an experiment share one.
 */
export class RunFiles {
  readonly #client: KubernetesClient;
  readonly #made = new Set<string>();

  constructor(client: KubernetesClient) {
    this.#client = client;
  }

  /** Returns the name of the ConfigMap, with the keys `f0`, `f1` … in the order of the files; none without files. */
  async ensure(
    namespace: string,
    project: string,
    files: readonly SourceFile[] = [],
  ): Promise<string | undefined> {
    if (files.length === 0) {
      return undefined;
    }
    const hash = createHash('sha256').update(JSON.stringify(files));
    const name = `files-${hash.digest('hex').slice(0, 32)}`;
    const key = `${namespace}/${name}`;
    if (this.#made.has(key)) {
      return name;
    }
    await this.#client.apply(
      { resource: 'configmaps', namespace, name },
      {
        apiVersion: 'v1',
        kind: 'ConfigMap',
        metadata: {
          name,
          namespace,
          labels: { ...MANAGED_BY, [PROJECT_LABEL]: project },
        },
        immutable: true,
        data: Object.fromEntries(
          files.map(({ content }, index) => [`f${index}`, content]),
        ),
      },
    );
    if (this.#made.size >= REMEMBERED) {
      this.#made.clear();
    }
    this.#made.add(key);
    return name;
  }

  /** Somebody may have deleted what was made: it is looked for again. */
  forget(): void {
    this.#made.clear();
  }
}
