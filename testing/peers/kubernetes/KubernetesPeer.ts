import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Bytes that kubectl may print. */
const MAX_OUTPUT = 64 * 1024 ** 2;

/** Objects as the API server has them; tests name the fields that they look at. */
export interface KubernetesObject {
  metadata: {
    name: string;
    namespace?: string;
    labels?: Record<string, string>;
  };
}

/** A real cluster, and what its administrator does there. `npm run test:peers` starts it. */
export class KubernetesPeer {
  /** An administrator's kubeconfig, as YAML. */
  readonly kubeconfig: string;
  /** Where it is. */
  readonly file: string;
  readonly #namespaces: string[] = [];

  private constructor(variable: string) {
    const file = process.env[variable];
    if (!file) {
      throw new Error(
        `${variable} names no kubeconfig: run this by npm run test:peers`,
      );
    }
    this.file = file;
    this.kubeconfig = readFileSync(file, 'utf8');
  }

  /** The cluster with a real node. Fails where there is none: nothing is skipped. */
  static real(): KubernetesPeer {
    return new KubernetesPeer('PAGODA_PEER_KUBECONFIG');
  }

  /** The cluster of KWOK nodes, with Kueue. */
  static kwok(): KubernetesPeer {
    return new KubernetesPeer('PAGODA_PEER_KWOK_KUBECONFIG');
  }

  /** What kubectl prints; fails with what it says on stderr. */
  async kubectl(...args: string[]): Promise<string> {
    const { stdout } = await run(
      'kubectl',
      ['--kubeconfig', this.file, ...args],
      { maxBuffer: MAX_OUTPUT },
    );
    return stdout;
  }

  /** Objects of a resource, such as `pods`; further arguments are kubectl's. */
  async list<T extends KubernetesObject>(
    resource: string,
    ...args: string[]
  ): Promise<T[]> {
    const text = await this.kubectl('get', resource, '-o', 'json', ...args);
    return (JSON.parse(text) as { items: T[] }).items;
  }

  /** Creates or changes objects. */
  async apply(...objects: object[]): Promise<void> {
    const list = { apiVersion: 'v1', kind: 'List', items: objects };
    const child = run('kubectl', [
      ...['--kubeconfig', this.file],
      ...['apply', '--server-side', '-f', '-'],
    ]);
    child.child.stdin?.end(JSON.stringify(list));
    await child;
  }

  /** Makes a small image, of busybox alone, and pushes it to the peer's open registry (registry-up.sh). */
  async pushImage(name: string): Promise<string> {
    const image = `127.0.0.1:15000/${name}`;
    await run(join(__dirname, 'image.sh'), [image, 'busybox', 'sh']);
    return image;
  }

  /** Lets `deleteNamespaces` delete a namespace that something else has made, or is going to make. */
  takeNamespace(name: string): void {
    this.#namespaces.push(name);
  }

  /** Makes a namespace with a name of its own; `deleteNamespaces` deletes it. */
  async createNamespace(prefix: string): Promise<string> {
    const name = `${prefix}-${randomBytes(4).toString('hex')}`;
    await this.kubectl('create', 'namespace', name);
    this.#namespaces.push(name);
    return name;
  }

  /** Deletes the namespaces that were made and taken, as far as they are there, without waiting until all of it is gone. */
  async deleteNamespaces(): Promise<void> {
    for (const name of this.#namespaces.splice(0)) {
      await this.kubectl(
        ...['delete', 'namespace', name],
        ...['--wait=false', '--ignore-not-found'],
      );
    }
  }
}
