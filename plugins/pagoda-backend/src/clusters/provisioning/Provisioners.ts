import type { ClusterPlan } from '@pagoda/plugin-pagoda-common';
import type { CloudSettings } from '../../clouds/CloudSettings';
import type { ClusterProvisioner } from '../../provisioners/types';

/** The provisioners of this installation. */
export class Provisioners {
  readonly #byName = new Map<string, ClusterProvisioner>();

  /** In place of one of the same name. */
  add(provisioner: ClusterProvisioner): void {
    this.#byName.set(provisioner.name, provisioner);
  }

  /** `undefined` for what does not make clusters, too. */
  find(name: string): ClusterProvisioner | undefined {
    return this.#byName.get(name);
  }

  /** @throws Error for a cluster whose provisioner is not there any more */
  get(name: string): ClusterProvisioner {
    const provisioner = this.#byName.get(name);
    if (!provisioner) {
      throw new Error(
        `There is no provisioner '${name}' here; was its cloud taken from the configuration?`,
      );
    }
    return provisioner;
  }

  /** What makes clusters in a cloud. */
  namesFor(cloud: CloudSettings): ClusterPlan['provisioner'][] {
    return [...this.#byName.values()]
      .filter(({ cloudKind }) => cloudKind === cloud.kind)
      .map(({ name }) => name);
  }
}
