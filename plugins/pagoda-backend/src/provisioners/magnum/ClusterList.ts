import type { ContainerInfra } from '../../clients/openstack/ContainerInfra';
import type { MagnumCluster } from '../../clients/openstack/containerInfraTypes';

/** A list is used for so long, in milliseconds. */
const FRESH = 10_000;

interface Look {
  at: number;
  clusters: Promise<Map<string, MagnumCluster>>;
}

/** One list for all who look at clusters of a cloud at about the same time, where each would ask for its own. */
export class ClusterList {
  readonly #looks = new WeakMap<ContainerInfra, Look>();
  readonly #now: () => number;

  constructor(now: () => number = Date.now) {
    this.#now = now;
  }

  /** As it was some seconds ago at most; `undefined` when it was not there. */
  async find(
    magnum: ContainerInfra,
    id: string,
  ): Promise<MagnumCluster | undefined> {
    const known = this.#looks.get(magnum);
    const look =
      known && this.#now() - known.at < FRESH ? known : this.#look(magnum);
    return (await look.clusters).get(id);
  }

  #look(magnum: ContainerInfra): Look {
    const look: Look = { at: this.#now(), clusters: read(magnum) };
    this.#looks.set(magnum, look);
    look.clusters.catch(() => {
      // Whoever waits is told; the next one asks again.
      if (this.#looks.get(magnum) === look) {
        this.#looks.delete(magnum);
      }
    });
    return look;
  }
}

async function read(
  magnum: ContainerInfra,
): Promise<Map<string, MagnumCluster>> {
  const clusters = new Map<string, MagnumCluster>();
  for await (const cluster of magnum.clusters()) {
    clusters.set(cluster.uuid, cluster);
  }
  return clusters;
}
