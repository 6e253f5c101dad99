import type { KubernetesClient } from '../../clients/kubernetes/KubernetesClient';
import { Reflector } from '../../clients/kubernetes/Reflector';
import { PROJECT_RESOURCES, type ClusterObject } from './buildProjectObjects';
import { hashObject } from './hashObject';
import { LABELS, PROJECT_SELECTOR } from './objectNames';

/** An object as it is on the cluster now; without a hash, it is gone. */
export interface SeenObject {
  resource: string;
  name: string;
  hash?: string;
}

/** What {@link NamespaceWatch} needs. */
export interface NamespaceWatchOptions {
  client: KubernetesClient;
  /** Called for each object at first, and whenever one has changed. */
  onObject: (project: string, object: SeenObject) => void;
}

/** What is kept of an object: nothing of a secret's values. */
interface Trimmed {
  project: string;
  name: string;
  hash: string;
}

/** Watches what PAGoDA keeps in projects' namespaces on one cluster, to see what is changed by hand. */
export class NamespaceWatch {
  readonly client: KubernetesClient;
  readonly #stop = new AbortController();

  constructor({ client, onObject }: NamespaceWatchOptions) {
    this.client = client;
    for (const path of [{ resource: 'namespaces' }, ...PROJECT_RESOURCES]) {
      // By key: the label that says so may be what was changed.
      const projects = new Map<string, string>();
      const reflector = new Reflector<ClusterObject, Trimmed>({
        client,
        path,
        labelSelector: PROJECT_SELECTOR,
        project: object => ({
          project: object.metadata?.labels?.[LABELS.project] ?? '',
          name: object.metadata?.name ?? '',
          hash: hashObject(object),
        }),
        signal: this.#stop.signal,
      });
      reflector.onChange((key, now, before) => {
        const seen = now ?? before;
        if (seen) {
          const project = projects.get(key) ?? seen.project;
          projects.set(key, project);
          const { resource } = path;
          onObject(project, { resource, name: seen.name, hash: now?.hash });
        }
      });
      reflector.start();
    }
  }

  stop(): void {
    this.#stop.abort();
  }
}
