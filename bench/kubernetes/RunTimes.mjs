const ENDED = new Set(['Succeeded', 'Failed', 'Cancelled']);
/**
 * When a project's runs, and their pods, were first seen to run and to end: the runs by a client of the portal's stream, the
 * pods by a watch on the API server, both in this process. In milliseconds of performance.now().
 */
export class RunTimes {
  /** By run: submitted, podRunning, podEnded, running, ended, phase. */
  times = new Map();
  ended = 0;
  failed = 0;
  #stopping = new AbortController();
  #waiting = [];
  #failure;

  /**
   * @param {{portal: import('./BenchPortal.mjs').BenchPortal, cluster?: import('./BenchCluster.mjs').BenchCluster,
   *   project: string, selector?: string}} options cluster: watch pods too; selector: which ones
   */
  constructor({ portal, cluster, project, selector = 'pagoda.io/run' }) {
    const { signal } = this.#stopping;
    this.#follow('runs', portal.changes(project, signal), change =>
      this.#onRun(change),
    );
    if (cluster) {
      const path = `/api/v1/pods?labelSelector=${encodeURIComponent(selector)}`;
      this.#follow('pods', cluster.watch(path, signal), event =>
        this.#onPod(event),
      );
    }
  }

  of(run) {
    let times = this.times.get(run);
    if (!times) {
      times = {};
      this.times.set(run, times);
    }
    return times;
  }

  /** Resolves when so many runs have ended. */
  async whenEnded(count, limitSeconds) {
    const deadline = performance.now() + limitSeconds * 1000;
    for (;;) {
      if (this.#failure) {
        throw this.#failure;
      }
      if (this.ended >= count) {
        return;
      }
      if (performance.now() > deadline) {
        throw new Error(
          `${this.ended} of ${count} runs ended within ${limitSeconds} s`,
        );
      }
      await new Promise(fulfil => {
        this.#waiting.push(fulfil);
        setTimeout(fulfil, 1000);
      });
    }
  }

  stop() {
    this.#stopping.abort();
  }

  async #follow(what, items, take) {
    try {
      for await (const item of items) {
        take(item);
      }
      if (!this.#stopping.signal.aborted) {
        throw new Error(`The stream of ${what} ended`);
      }
    } catch (error) {
      if (!this.#stopping.signal.aborted) {
        this.#failure = error;
      }
    }
  }

  #onRun({ id, phase }) {
    const times = this.of(id);
    const now = performance.now();
    if (phase !== 'Queued' && phase !== 'Starting') {
      times.running ??= now;
    }
    if (ENDED.has(phase) && times.ended === undefined) {
      times.ended = now;
      times.phase = phase;
      this.ended += 1;
      this.failed += phase === 'Succeeded' ? 0 : 1;
      this.#waiting.splice(0).forEach(fulfil => fulfil());
    }
  }

  #onPod({ object }) {
    const run = object.metadata.labels['pagoda.io/run'];
    if (!run) {
      return;
    }
    const times = this.of(run);
    const now = performance.now();
    const { phase, containerStatuses } = object.status;
    if (phase !== 'Pending') {
      times.podRunning ??= now;
    }
    // The phase follows a little later.
    const main = containerStatuses?.find(({ name }) => name === 'main');
    if (main?.state.terminated) {
      times.podEnded ??= now;
    }
  }
}
