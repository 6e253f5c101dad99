import { Agent, ProxyAgent, type Dispatcher } from 'undici';
import type { KubernetesConnection } from './KubernetesConnection';

/** Of a connection, in milliseconds. */
const CONNECT = 10_000;
/** Idle connections are kept so long, in milliseconds: shorter than proxies in between usually do. */
const KEEP_ALIVE = 30_000;

/** The connections to one API server, by its TLS settings and proxy. */
export function createDispatcher(connection: KubernetesConnection): Dispatcher {
  const { auth, ca, insecureSkipTlsVerify, proxy, timeouts } = connection;
  const tls = {
    ...(ca !== undefined && { ca }),
    ...('certificate' in auth && { cert: auth.certificate, key: auth.key }),
    ...(connection.tlsServerName !== undefined && {
      servername: connection.tlsServerName,
    }),
    rejectUnauthorized: !insecureSkipTlsVerify,
  };
  const timeout = timeouts?.connectMs ?? CONNECT;
  // Streams may be silent for long; whoever waits for an answer sets a limit of his own.
  const common = { keepAliveTimeout: KEEP_ALIVE, bodyTimeout: 0 };
  return proxy === undefined
    ? new Agent({ ...common, connect: { ...tls, timeout } })
    : new ProxyAgent({
        ...common,
        uri: proxy,
        requestTls: { ...tls, timeout },
      });
}
