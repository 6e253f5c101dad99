import { isError } from '@backstage/errors';
import { KubernetesError } from '../../clients/kubernetes/KubernetesError';

/** Why a cluster does not answer, and what to do. */
export interface ContactProblem {
  /** Stable, such as `ConnectionRefused`. */
  reason: string;
  message: string;
  advice: string;
}

/** What is known of the connection that failed. */
export interface ContactFacts {
  server: string;
  /** When the credentials end, where they say so. */
  expiresAt?: Date;
  proxy?: boolean;
}

type Describe = (facts: ContactFacts) => ContactProblem;

const refused: Describe = ({ server, proxy }) => ({
  reason: 'ConnectionRefused',
  message: `Nothing accepts connections at ${server}${proxy ? ', or at the proxy' : ''}.`,
  advice:
    'Check that the API server runs, and that address and port are right.',
});

const notResolved: Describe = ({ server, proxy }) => ({
  reason: 'NameNotResolved',
  message: `The name ${new URL(server).hostname}${proxy ? ', or that of the proxy,' : ''} is not known to DNS.`,
  advice: 'Check the spelling, and the DNS servers of the portal’s host.',
});

const timedOut: Describe = ({ server }) => ({
  reason: 'Timeout',
  message: `${server} does not answer in time.`,
  advice:
    'Check that a firewall lets the portal through, or give more time or a proxy to the connection.',
});

const unreachable: Describe = ({ server }) => ({
  reason: 'NoRoute',
  message: `There is no way through the network to ${server}.`,
  advice:
    'Check routes and firewalls between the portal and the cluster, or enter a proxy.',
});

const cut: Describe = ({ server }) => ({
  reason: 'ConnectionClosed',
  message: `${server} closed the connection without an answer.`,
  advice:
    'Check that the address is that of the Kubernetes API and begins with https where it speaks TLS.',
});

const untrusted: Describe = ({ server }) => ({
  reason: 'CertificateNotTrusted',
  message: `The certificate of ${server} is not signed by an authority that the connection trusts.`,
  advice:
    'Enter the certificate of the cluster’s own authority (`ca`), as its kubeconfig has it.',
});

const expiredCertificate: Describe = ({ server }) => ({
  reason: 'CertificateExpired',
  message: `The certificate of ${server} is not valid now.`,
  advice: 'Renew the certificate of the API server, and check both clocks.',
});

const otherName: Describe = ({ server }) => ({
  reason: 'CertificateOtherName',
  message: `The certificate of ${server} is for other names.`,
  advice:
    'Use the name that stands in the certificate, or enter it as `tlsServerName`.',
});

const notTls: Describe = ({ server }) => ({
  reason: 'TlsFailed',
  message: `No TLS connection with ${server} comes about.`,
  advice: 'Check the port, and whether the server speaks TLS at all.',
});

const notKubernetes: Describe = ({ server }) => ({
  reason: 'NotKubernetes',
  message: `${server} answers, but not as a Kubernetes API.`,
  advice:
    'Check the address: it begins with https, and Rancher’s ends with /k8s/clusters/<id>.',
});

/** By error code of Node (`errno`, OpenSSL) and undici. */
const BY_CODE: Record<string, Describe> = {
  ECONNREFUSED: refused,
  ENOTFOUND: notResolved,
  EAI_AGAIN: notResolved,
  ETIMEDOUT: timedOut,
  UND_ERR_CONNECT_TIMEOUT: timedOut,
  UND_ERR_HEADERS_TIMEOUT: timedOut,
  UND_ERR_BODY_TIMEOUT: timedOut,
  EHOSTUNREACH: unreachable,
  ENETUNREACH: unreachable,
  ECONNRESET: cut,
  EPIPE: cut,
  UND_ERR_SOCKET: cut,
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: untrusted,
  UNABLE_TO_GET_ISSUER_CERT: untrusted,
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: untrusted,
  SELF_SIGNED_CERT_IN_CHAIN: untrusted,
  DEPTH_ZERO_SELF_SIGNED_CERT: untrusted,
  CERT_SIGNATURE_FAILURE: untrusted,
  CERT_UNTRUSTED: untrusted,
  CERT_HAS_EXPIRED: expiredCertificate,
  CERT_NOT_YET_VALID: expiredCertificate,
  ERR_TLS_CERT_ALTNAME_INVALID: otherName,
  NO_JSON: notKubernetes,
};

/**
 * Says in plain words why a cluster was not reached, or did not let us in.
 *
 * @param error - of a KubernetesClient, or of what makes one
 */
export function describeContactError(
  error: unknown,
  facts: ContactFacts,
  now: number = Date.now(),
): ContactProblem {
  const code = findCode(error);
  if (code !== undefined) {
    const describe =
      BY_CODE[code] ?? (/^ERR_SSL_|^EPROTO$/.test(code) ? notTls : undefined);
    if (describe) {
      return describe(facts);
    }
  }
  if (error instanceof KubernetesError && error.status > 0) {
    return describeStatus(error, facts, now);
  }
  return {
    reason: 'NotReached',
    message: `${facts.server} was not reached: ${
      isError(error) ? error.message : String(error)
    }`,
    advice: 'Check the connection.',
  };
}

function describeStatus(
  { status, message }: KubernetesError,
  facts: ContactFacts,
  now: number,
): ContactProblem {
  const { expiresAt } = facts;
  if (status === 401 && expiresAt && expiresAt.getTime() <= now) {
    return {
      reason: 'CredentialsExpired',
      message: `The credentials have expired on ${expiresAt.toISOString()}.`,
      advice: 'Enter new ones at “Edit connection”.',
    };
  }
  if (status === 401) {
    return {
      reason: 'CredentialsRefused',
      message:
        'The cluster does not accept the credentials: the token was revoked or has expired, or belongs to another cluster.',
      advice: 'Enter new ones at “Edit connection”.',
    };
  }
  if (status === 403) {
    return {
      reason: 'Forbidden',
      message: `The cluster knows the credentials, but does not allow what is asked: ${message}`,
      advice:
        'Give the account the rights of the manifest in docs/administrator.md.',
    };
  }
  // An API server always knows its version; one that speaks TLS answers plain HTTP with 400.
  if (status === 404 || status === 400) {
    return notKubernetes(facts);
  }
  if (status === 429) {
    return {
      reason: 'TooManyRequests',
      message: 'The cluster has too many requests to answer ours.',
      advice: 'The portal tries again by itself.',
    };
  }
  return {
    reason: 'ServerFailed',
    message: `The API server fails with status ${status}: ${message}`,
    advice: 'Look at the API server and its etcd; the portal tries again.',
  };
}

/** The code of the innermost cause that has a code we know, else of any. */
function findCode(error: unknown): string | undefined {
  const codes: string[] = [];
  for (
    let each: unknown = error;
    isError(each) && codes.length < 10;
    each = causeOf(each)
  ) {
    codes.push(codeOf(each));
  }
  const known = codes.filter(code => BY_CODE[code] || /^ERR_SSL_/.test(code));
  return known.at(-1) ?? codes.filter(Boolean).at(-1);
}

/** Some failures have a name instead of a code. */
function codeOf({ name, code }: Error & { code?: unknown }): string {
  if (name === 'TimeoutError') {
    return 'ETIMEDOUT';
  }
  return name === 'SyntaxError' ? 'NO_JSON' : String(code ?? '');
}

function causeOf(error: Error): unknown {
  // Of several addresses of one name, each fails for itself.
  return error instanceof AggregateError ? error.errors[0] : error.cause;
}
