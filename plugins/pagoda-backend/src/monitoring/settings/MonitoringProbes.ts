import type { MonitoringConnection } from '@pagoda/plugin-pagoda-common';

/** What somebody who is asked tells of a connection. */
export type ProbeResult = Pick<
  MonitoringConnection,
  'healthy' | 'url' | 'version' | 'message' | 'facts'
>;

/** Asks one server how it is. */
export type Probe = () => Promise<ProbeResult>;

/** Who tells how a connection is; each part of monitoring puts its own. */
export class MonitoringProbes {
  readonly #probes = new Map<MonitoringConnection['kind'], Probe>();

  set(kind: MonitoringConnection['kind'], probe: Probe): void {
    this.#probes.set(kind, probe);
  }

  get(kind: MonitoringConnection['kind']): Probe | undefined {
    return this.#probes.get(kind);
  }
}
