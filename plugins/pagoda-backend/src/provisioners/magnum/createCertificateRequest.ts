import { webcrypto } from 'node:crypto';
import { Pkcs10CertificateRequestGenerator } from '@peculiar/x509';

const ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256' };

/** A key that was made for this request alone, and the request; both PEM. */
export interface CertificateRequest {
  /** PKCS #8; secret. */
  key: string;
  /** PKCS #10, RFC 2986. */
  csr: string;
}

/**
 * A request for a client certificate of Kubernetes, where the common name is the user and the organization a group: see
 * kubernetes.io, Authenticating, X509 client certificates.
 */
export async function createCertificateRequest(
  user: string,
  group: string,
): Promise<CertificateRequest> {
  const keys = await webcrypto.subtle.generateKey(ALGORITHM, true, [
    'sign',
    'verify',
  ]);
  const csr = await Pkcs10CertificateRequestGenerator.create(
    {
      name: [{ CN: [user] }, { O: [group] }],
      keys: keys as CryptoKeyPair,
      signingAlgorithm: { name: 'ECDSA', hash: 'SHA-256' },
    },
    webcrypto as Crypto,
  );
  const der = await webcrypto.subtle.exportKey('pkcs8', keys.privateKey);
  return { key: toPem('PRIVATE KEY', der), csr: csr.toString('pem') };
}

/** RFC 7468 */
function toPem(label: string, der: ArrayBuffer): string {
  const lines =
    Buffer.from(der)
      .toString('base64')
      .match(/.{1,64}/g) ?? [];
  return [
    `-----BEGIN ${label}-----`,
    ...lines,
    `-----END ${label}-----`,
    '',
  ].join('\n');
}
