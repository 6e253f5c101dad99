import type { OpenStackRequest, ServiceCaller } from './ServiceCaller';
import type { OpenStackService } from './ServiceCatalog';

type More = Partial<Omit<OpenStackRequest, 'service' | 'path' | 'expects'>>;

/** {@link ServiceCaller} for one service. What an answer has in a wrapper, such as `{server: …}`, is taken out of it. */
export class ServiceApi {
  readonly #caller: ServiceCaller;
  readonly #service: OpenStackService;

  constructor(caller: ServiceCaller, service: OpenStackService) {
    this.#caller = caller;
    this.#service = service;
  }

  /** @param key of the wrapper */
  async get<T>(path: string[], key: string, more: More = {}): Promise<T> {
    const body = await this.#caller.request<Record<string, T>>({
      ...{ ...more, service: this.#service, path, expects: key },
    });
    return body[key];
  }

  /** `undefined` where there is no such thing. */
  async find<T>(
    path: string[],
    key: string,
    more: More = {},
  ): Promise<T | undefined> {
    const body = await this.#caller.find<Record<string, T>>({
      ...{ ...more, service: this.#service, path, expects: key },
    });
    return body?.[key];
  }

  /** POST, where `more` has no other method. */
  send<T>(
    path: string[],
    body: unknown,
    key: string,
    more: More = {},
  ): Promise<T> {
    return this.get<T>(path, key, { method: 'POST', body, ...more });
  }

  /** As {@link ServiceApi.send}, where the answer says nothing. */
  async run(path: string[], body: unknown, more: More = {}): Promise<void> {
    const { method = 'POST' } = more;
    await this.#caller.request({
      ...{ ...more, service: this.#service, method, path, body },
    });
  }

  /** Nothing happens where there is no such thing. */
  async delete(path: string[], more: More = {}): Promise<void> {
    const method = 'DELETE';
    await this.#caller.find({ ...more, service: this.#service, method, path });
  }

  list<T extends { id?: string; uuid?: string }>(
    path: string[],
    key: string,
    more: More = {},
  ): AsyncGenerator<T> {
    return this.#caller.list<T>({ ...more, service: this.#service, path }, key);
  }

  projectId(): Promise<string> {
    return this.#caller.projectId();
  }

  /** `undefined` where the service has none. */
  microversion(): Promise<string | undefined> {
    return this.#caller.microversion(this.#service);
  }

  /** Whether the cloud has this service. */
  async isOffered(): Promise<boolean> {
    const { catalog } = await this.#caller.token();
    return catalog.find(this.#service) !== undefined;
  }
}
