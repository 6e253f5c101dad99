import { open, stat } from 'node:fs/promises';
import { performance } from 'node:perf_hooks';

/** Counts what one project asks of a service of the OpenStack peer, by the service's own log. */
export class ServiceLog {
  #file;
  #project;
  #from = 0;
  #begun = 0;

  /**
   * @param {string} file such as `log/cinder-api.log`
   * @param {string} project id of whose calls count
   */
  constructor(file, project) {
    this.#file = file;
    this.#project = project;
  }

  async begin() {
    this.#from = (await stat(this.#file)).size;
    this.#begun = performance.now();
  }

  /** Calls a minute since it began. */
  async end() {
    const minutes = (performance.now() - this.#begun) / 60_000;
    const file = await open(this.#file);
    let count = 0;
    try {
      const lines = file.readLines({ start: this.#from });
      for await (const line of lines) {
        if (
          line.includes('returned with HTTP') &&
          line.includes(this.#project)
        ) {
          count += 1;
        }
      }
    } finally {
      await file.close();
    }
    return Math.round(count / minutes);
  }
}
