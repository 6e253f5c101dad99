import type { LoggerService } from '@backstage/backend-plugin-api';
import { toError } from '@backstage/errors';
import type { ClusterNode } from '@pagoda/plugin-pagoda-common';
import type { DockerClient } from '../../clients/docker/DockerClient';
import type { ClusterRecord, ClusterStore } from '../../clusters/ClusterStore';
import type { ClusterLoad } from '../../clusters/readClusterLoad';
import type { InfoAnswer } from '../../engines/docker/dockerAnswers';
import { dockerCapacity } from '../../engines/docker/dockerCapacity';
import type { DockerSettings } from '../../engines/docker/DockerSettings';
import { setCondition } from '../../setCondition';

/** How often each server is looked at, in milliseconds. */
const INTERVAL = 15_000;
/** Clusters that are looked through for those that are not configured any more. */
const CLUSTERS = 1_000;

/** A server of the configuration, and the way to it. */
export interface DockerServer {
  settings: DockerSettings;
  client: DockerClient;
}

/** What {@link DockerProvisioner} needs. */
export interface DockerProvisionerOptions {
  servers: DockerServer[];
  store: ClusterStore;
  logger: LoggerService;
}

/** Keeps one cluster for each server with Docker or Podman that the configuration names, and looks at it every 15 s. */
export class DockerProvisioner {
  readonly #options: DockerProvisionerOptions;
  /** By cluster; from the last look that was answered. */
  readonly #known = new Map<string, InfoAnswer>();
  #timer?: NodeJS.Timeout;

  constructor(options: DockerProvisionerOptions) {
    this.#options = options;
  }

  /** @throws Error where a cluster of another kind has a server's name */
  async start(): Promise<void> {
    const { servers } = this.#options;
    await this.#forgetOthers();
    await Promise.all(servers.map(server => this.#observe(server)));
    if (servers.length > 0) {
      this.#timer = setInterval(() => this.#observeAll(), INTERVAL).unref();
    }
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  /** The one node of a cluster: its server. */
  async nodes(
    cluster: ClusterRecord,
    load: ClusterLoad,
  ): Promise<ClusterNode[]> {
    const info = this.#known.get(cluster.name);
    return info
      ? [
          {
            name: info.Name,
            ready: cluster.phase === 'Ready',
            capacity: cluster.capacity,
            allocated: load.allocated,
            version: info.ServerVersion,
            operatingSystem: `${info.OperatingSystem} (${info.Architecture})`,
          },
        ]
      : [];
  }

  #observeAll(): void {
    for (const server of this.#options.servers) {
      this.#observe(server).catch(error =>
        this.#options.logger.error(
          `Cluster '${server.settings.name}' was not looked at`,
          toError(error),
        ),
      );
    }
  }

  async #observe({ settings, client }: DockerServer): Promise<void> {
    const { store } = this.#options;
    const { name, title } = settings;
    const before = await store.find(name);
    if (before && before.provisioner !== 'docker') {
      throw new Error(
        `pagoda.docker names a server '${name}', but there is another cluster of that name; choose another`,
      );
    }
    const seen = await client
      .get<InfoAnswer>(['info'])
      .catch((error: Error) => error);
    const info = seen instanceof Error ? undefined : seen;
    if (info) {
      this.#known.set(name, info);
    }
    await store.upsert({
      ...{ name, title },
      description: 'Runs execute as containers of one server.',
      provisioner: 'docker',
      engine: 'docker',
      version: info?.ServerVersion ?? before?.version,
      capacity: info
        ? dockerCapacity(settings, info)
        : (before?.capacity ??
          dockerCapacity(settings, { NCPU: 0, MemTotal: 0 })),
      phase: info ? 'Ready' : 'Unreachable',
      conditions: setCondition(
        before?.conditions ?? [],
        seen instanceof Error
          ? {
              type: 'Ready',
              status: 'False',
              reason: 'NotReached',
              message: `The server does not answer: ${seen.message}`,
            }
          : {
              type: 'Ready',
              status: 'True',
              reason: 'Answers',
              message: `Runs execute on ${seen.Name}.`,
            },
      ),
      observedAt: Date.now(),
    });
  }

  /** Servers that are not configured any more; those with runs or volumes are kept, unreachable, until these are gone. */
  async #forgetOthers(): Promise<void> {
    const { store, servers } = this.#options;
    const names = servers.map(({ settings }) => settings.name);
    for (const cluster of await store.list({ limit: CLUSTERS })) {
      if (cluster.provisioner !== 'docker' || names.includes(cluster.name)) {
        continue;
      }
      const { runs, volumes } = await store.blockers(cluster.name);
      if (runs + volumes === 0) {
        await store.delete(cluster.name);
      } else {
        await store.upsert({
          ...cluster,
          phase: 'Unreachable',
          conditions: setCondition(cluster.conditions, {
            type: 'Ready',
            status: 'False',
            reason: 'NotConfigured',
            message:
              'The configuration does not name this server any more; it is forgotten when no runs and volumes are on it.',
          }),
          observedAt: Date.now(),
        });
      }
    }
  }
}
