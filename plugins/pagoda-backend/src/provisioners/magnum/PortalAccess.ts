import { X509Certificate } from 'node:crypto';
import type { KubernetesConnection } from '../../clients/kubernetes/KubernetesConnection';
import type { ContainerInfra } from '../../clients/openstack/ContainerInfra';
import type { MagnumCluster } from '../../clients/openstack/containerInfraTypes';
import type { StoredConnection } from '../../clusters/connections/toKubernetesConnection';
import { createCertificateRequest } from './createCertificateRequest';
import type { Notes, PortalCertificate } from './Notes';

/** Who the portal is in the cluster; Magnum signs for anybody who may use the cluster's certificates. */
const USER = 'pagoda';
const GROUP = 'system:masters';
const DAY = 24 * 3600_000;
/** A certificate is renewed when it has so long to go, in milliseconds. Magnum's last five years. */
const RENEW = 30 * DAY;
/** Whether the cluster has another authority is looked at so often, in milliseconds: it may be rotated without us. */
const LOOK = 3600_000;

/** The portal's own way into clusters: a certificate that the cluster's authority has signed. */
export class PortalAccess {
  readonly #lookedAt = new Map<string, number>();
  readonly #now: () => number;

  constructor(now: () => number = Date.now) {
    this.#now = now;
  }

  /**
   * How the cluster's API is reached; the same as long as it works.
   *
   * @param cluster - has an `api_address`
   */
  async connection(
    magnum: ContainerInfra,
    cluster: MagnumCluster,
    notes: Notes,
  ): Promise<StoredConnection> {
    const certificate = await this.#certificate(magnum, cluster, notes);
    return {
      kind: 'kubeconfig',
      settings: toSettings(cluster.api_address ?? '', certificate),
    };
  }

  async #certificate(
    magnum: ContainerInfra,
    { uuid }: MagnumCluster,
    notes: Notes,
  ): Promise<PortalCertificate> {
    const known = notes.all.certificate;
    const now = this.#now();
    if (known && lastsUntil(known.certificate) - now > RENEW) {
      if (now - (this.#lookedAt.get(uuid) ?? 0) < LOOK) {
        return known;
      }
      const ca = await magnum.authority(uuid);
      this.#lookedAt.set(uuid, now);
      if (ca.trim() === known.ca.trim()) {
        return known;
      }
    }
    const made = await make(magnum, uuid);
    await notes.save({ certificate: made });
    this.#lookedAt.set(uuid, now);
    return made;
  }
}

/** @param server - URL of the API */
export function toSettings(
  server: string,
  { ca, certificate, key }: PortalCertificate,
): KubernetesConnection {
  return { server, ca, auth: { certificate, key } };
}

async function make(
  magnum: ContainerInfra,
  uuid: string,
): Promise<PortalCertificate> {
  const { key, csr } = await createCertificateRequest(USER, GROUP);
  const ca = await magnum.authority(uuid);
  return { ca, certificate: await magnum.sign(uuid, csr), key };
}

function lastsUntil(certificate: string): number {
  return Date.parse(new X509Certificate(certificate).validTo);
}
