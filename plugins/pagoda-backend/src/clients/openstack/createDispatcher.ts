import { Agent, ProxyAgent, type Dispatcher } from 'undici';
import type { OpenStackConnection } from './OpenStackConnection';

/** Of a connection, in milliseconds. */
const CONNECT = 10_000;
/** Idle connections are kept so long, in milliseconds: shorter than proxies and WSGI servers usually do. */
const KEEP_ALIVE = 4_000;
/** To one service at the same time: some run a handful of workers. */
const CONNECTIONS = 16;

/** The connections to the services of one cloud, by its TLS settings and proxy. */
export function createDispatcher(connection: OpenStackConnection): Dispatcher {
  const { ca, insecureSkipTlsVerify, proxy, timeouts } = connection;
  const tls = {
    ...(ca !== undefined && { ca }),
    rejectUnauthorized: !insecureSkipTlsVerify,
  };
  const timeout = timeouts?.connectMs ?? CONNECT;
  const common = { keepAliveTimeout: KEEP_ALIVE, connections: CONNECTIONS };
  return proxy === undefined
    ? new Agent({ ...common, connect: { ...tls, timeout } })
    : new ProxyAgent({
        ...common,
        uri: proxy,
        requestTls: { ...tls, timeout },
      });
}
