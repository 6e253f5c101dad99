import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { Agent, request } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root } from '../../scripts/lib/paths.mjs';

const started = new Set();
// Clusters are processes of their own, which Ctrl-C does not reach.
for (const signal of ['SIGINT', 'SIGTERM']) {
  process.once(signal, () => {
    started.forEach(cluster => cluster.stop());
    process.exit(130);
  });
}

const peer = join(root, 'testing', 'peers', 'kubernetes');

/** A real cluster of its own (see testing/peers/kubernetes), with ports and networks that no other peer has. */
export class BenchCluster {
  #environment;
  #agent;
  #url;
  /** An administrator's kubeconfig, as YAML, and its path. */
  kubeconfig;
  kubeconfigFile;
  /** How long the start took, in seconds. */
  startSeconds;

  /**
   * @param {{nodes: string, apiFlags?: string, port?: number, net?: string}} options nodes: as NODES of kubernetes-up.sh
   */
  static start({ nodes, apiFlags = '', port = 21443, net = '10.93' }) {
    const cluster = new BenchCluster();
    const folder = mkdtempSync(join(tmpdir(), 'pagoda-bench-k8s-'));
    cluster.#environment = {
      ...process.env,
      K8S_ROOT: folder,
      K8S_PORT: String(port),
      K8S_NET: net,
      K8S_BRIDGE: 'pgbench',
      NODES: nodes,
      K8S_API_FLAGS: apiFlags,
      // A thousand nodes that tell of themselves each ten seconds would be a hundred requests a second.
      K8S_NODE_GRACE: '150',
    };
    started.add(cluster);
    try {
      // Compiling, where it is needed, is no part of the start.
      cluster.run(join(peer, 'build.sh'), { WITH: 'kwok' });
      const begun = performance.now();
      const file = cluster.run(join(peer, 'kubernetes-up.sh'));
      cluster.startSeconds = Math.round((performance.now() - begun) / 100) / 10;
      cluster.kubeconfig = readFileSync(file, 'utf8');
      cluster.kubeconfigFile = file;
      const read = name => readFileSync(join(folder, 'pki', name));
      cluster.#agent = new Agent({
        keepAlive: true,
        ca: read('ca.crt'),
        cert: read('admin.crt'),
        key: read('admin.key'),
      });
      cluster.#url = `https://127.0.0.1:${port}`;
    } catch (error) {
      cluster.stop();
      throw error;
    }
    return cluster;
  }

  /** Runs a script for this cluster; answers with the last line that it prints. */
  run(script, environment = {}, args = []) {
    const { status, stdout } = spawnSync(script, args, {
      env: { ...this.#environment, ...environment },
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    if (status !== 0) {
      throw new Error(`${script} failed`);
    }
    return stdout.trim().split('\n').at(-1);
  }

  async get(path) {
    return JSON.parse(await readAll(await this.#send('GET', path)));
  }

  async create(path, object) {
    return JSON.parse(await readAll(await this.#send('POST', path, object)));
  }

  /** Changes of objects, those that are there first, and again after a break; ends when the signal is given. */
  async *watch(path, signal) {
    while (!signal.aborted) {
      yield* this.#watchOnce(path, signal);
    }
  }

  async *#watchOnce(path, signal) {
    const separator = path.includes('?') ? '&' : '?';
    const response = await this.#send(
      'GET',
      `${path}${separator}watch=1&timeoutSeconds=3600`,
    );
    const end = () => response.destroy();
    signal.addEventListener('abort', end);
    try {
      // Not by readline, which does not tell that its input was destroyed.
      let text = '';
      for await (const chunk of response.setEncoding('utf8')) {
        const lines = (text + chunk).split('\n');
        text = lines.pop();
        yield* lines.map(line => JSON.parse(line));
      }
    } catch (error) {
      if (!signal.aborted) {
        throw error;
      }
    } finally {
      signal.removeEventListener('abort', end);
    }
  }

  stop() {
    started.delete(this);
    this.#agent?.destroy();
    const { K8S_ROOT } = this.#environment;
    this.run(join(peer, 'kubernetes-down.sh'), {}, ['--purge']);
    rmSync(K8S_ROOT, { recursive: true, force: true });
  }

  async #send(method, path, body) {
    const message = request(new URL(path, this.#url), {
      method,
      agent: this.#agent,
      headers: { 'Content-Type': 'application/json' },
    });
    message.end(body && JSON.stringify(body));
    const [response] = await once(message, 'response');
    if (response.statusCode >= 300) {
      throw new Error(
        `${method} ${path}: ${response.statusCode} ${await readAll(response)}`,
      );
    }
    return response;
  }
}

async function readAll(response) {
  let text = '';
  for await (const chunk of response.setEncoding('utf8')) {
    text += chunk;
  }
  return text;
}
