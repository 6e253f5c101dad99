import { EnvHttpProxyAgent, setGlobalDispatcher } from 'undici';

/** Sends requests by the proxy that `https_proxy`, `http_proxy` and `no_proxy` name. */
export function useProxy(): void {
  const named = ['https_proxy', 'HTTPS_PROXY', 'http_proxy', 'HTTP_PROXY'];
  if (named.some(name => process.env[name])) {
    setGlobalDispatcher(new EnvHttpProxyAgent());
  }
}
