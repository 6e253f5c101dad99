import { X509Certificate } from 'node:crypto';
import type { ClusterConnectionInfo } from '@pagoda/plugin-pagoda-common';
import type { KubernetesConnection } from '../../clients/kubernetes/KubernetesConnection';
import {
  toKubernetesConnection,
  type StoredConnection,
} from './toKubernetesConnection';

/** What may be told of a connection: nothing that lets anybody in. */
export function describeConnection(
  stored: StoredConnection,
): Omit<ClusterConnectionInfo, 'updatedAt' | 'updatedBy'> {
  const connection = toKubernetesConnection(stored);
  const { server, ca, tlsServerName, insecureSkipTlsVerify, proxy, timeouts } =
    connection;
  const expiresAt = expiryOf(connection);
  return {
    kind: stored.kind,
    server,
    authentication: authenticationOf(connection),
    ...(expiresAt && { expiresAt: expiresAt.toISOString() }),
    ...(ca !== undefined && {
      caFingerprint: new X509Certificate(ca).fingerprint256,
    }),
    ...(tlsServerName !== undefined && { tlsServerName }),
    ...(insecureSkipTlsVerify && { insecureSkipTlsVerify }),
    ...(proxy !== undefined && { proxy: withoutUser(proxy) }),
    ...(timeouts?.connectMs !== undefined && {
      connectTimeoutSeconds: timeouts.connectMs / 1000,
    }),
    ...(timeouts?.requestMs !== undefined && {
      requestTimeoutSeconds: timeouts.requestMs / 1000,
    }),
  };
}

/**
 * When the client's certificate, or the token where it is a JWT (RFC 7519), ends; `undefined` where it does not say. A
 * file's token is renewed by the kubelet.
 */
export function expiryOf({ auth }: KubernetesConnection): Date | undefined {
  if ('certificate' in auth) {
    return new Date(new X509Certificate(auth.certificate).validTo);
  }
  if (!('token' in auth)) {
    return undefined;
  }
  const [, payload] = auth.token.split('.');
  const seconds = payload === undefined ? undefined : readExpiry(payload);
  return seconds === undefined ? undefined : new Date(seconds * 1000);
}

function readExpiry(payload: string): number | undefined {
  try {
    const { exp } = JSON.parse(
      Buffer.from(payload, 'base64url').toString('utf8'),
    );
    return typeof exp === 'number' ? exp : undefined;
  } catch {
    // Not a JWT: tokens may be anything.
    return undefined;
  }
}

function authenticationOf({
  auth,
}: KubernetesConnection): ClusterConnectionInfo['authentication'] {
  if ('token' in auth) {
    return 'token';
  }
  if ('tokenFile' in auth) {
    return 'serviceAccount';
  }
  return 'certificate' in auth ? 'certificate' : 'none';
}

function withoutUser(proxy: string): string {
  const url = new URL(proxy);
  url.username = '';
  url.password = '';
  return url.href.replace(/\/$/, '');
}
