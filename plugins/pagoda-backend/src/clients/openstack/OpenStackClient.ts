import { BlockStorage } from './BlockStorage';
import { Compute } from './Compute';
import { ContainerInfra } from './ContainerInfra';
import { HttpTransport, type CallCount } from './HttpTransport';
import { Identity } from './Identity';
import { Images } from './Images';
import { Networking } from './Networking';
import type { OpenStackConnection } from './OpenStackConnection';
import { ServiceCaller } from './ServiceCaller';

/**
 * Speaks to one OpenStack cloud as one project: typed, thin, without any rules of PAGoDA's. All services share the token, the
 * connections and the limit of calls a minute, so there is one of these per cloud. Every method throws OpenStackError; an
 * aborted signal throws its reason. Nothing is asked before the first method is called.
 */
export class OpenStackClient {
  readonly identity: Identity;
  readonly compute: Compute;
  readonly blockStorage: BlockStorage;
  readonly images: Images;
  readonly network: Networking;
  readonly containerInfra: ContainerInfra;
  /** For what no service here has a method for. */
  readonly caller: ServiceCaller;
  readonly #transport: HttpTransport;

  constructor(connection: OpenStackConnection) {
    this.#transport = new HttpTransport(connection);
    this.caller = new ServiceCaller(connection, this.#transport);
    this.identity = new Identity(this.caller);
    this.compute = new Compute(this.caller);
    this.blockStorage = new BlockStorage(this.caller);
    this.images = new Images(this.caller);
    this.network = new Networking(this.caller);
    this.containerInfra = new ContainerInfra(this.caller);
  }

  /** What was asked since the start, by service, such as `compute`. */
  calls(): Record<string, CallCount> {
    return this.#transport.counts();
  }

  async close(): Promise<void> {
    await this.#transport.close();
  }
}
