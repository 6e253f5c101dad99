import { EnvHttpProxyAgent, setGlobalDispatcher } from 'undici';

/** A connection that is silent for so long is broken: the portal sends something every 15 s; in milliseconds. */
const SILENCE = 60_000;

/** How long a host may take to be reached, in milliseconds. */
const CONNECT = 10_000;

/**
 * Sends all requests by the proxy that `https_proxy`, `http_proxy` and `no_proxy` name, if they do.
 *
 * The time until an answer begins is not limited here, because an upload may take hours; {@link send} limits it.
 */
export function setDispatcher(): void {
  setGlobalDispatcher(
    new EnvHttpProxyAgent({
      headersTimeout: 0,
      bodyTimeout: SILENCE,
      connect: { timeout: CONNECT },
    }),
  );
}
