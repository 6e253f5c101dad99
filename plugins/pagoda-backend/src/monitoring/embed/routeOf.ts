/** What of Grafana a request is about; anything else is not passed on. */
export type GrafanaRoute =
  | { kind: 'page' | 'dashboard'; uid: string }
  | { kind: 'asset' | 'settings' }
  | { kind: 'query' };

/** What the page of a panel asks for beside its dashboard: what Grafana is set to, and how panels are drawn. */
const SETTINGS = [
  /^api\/frontend\/settings$/,
  /^bootdata$/,
  /^api\/plugins\/[a-z0-9-]+\/settings$/,
];

/**
 * Finds out what of Grafana is asked for.
 *
 * @param path - the decoded parts below Grafana's address
 */
export function routeOf(
  method: string,
  path: readonly string[],
): GrafanaRoute | undefined {
  // A part with a slash or with dots only would be another path to Grafana than it is here.
  if (path.some(part => part === '' || /^\.+$|[/\\\0]/.test(part))) {
    return undefined;
  }
  const text = path.join('/');
  if (method === 'POST') {
    return text === 'api/ds/query' ? { kind: 'query' } : undefined;
  }
  if (method !== 'GET') {
    return undefined;
  }
  const [first, second, third, fourth] = path;
  if ((first === 'd' || first === 'd-solo') && path.length <= 3 && second) {
    return { kind: 'page', uid: second };
  }
  if (first === 'public' && path.length > 1) {
    return { kind: 'asset' };
  }
  if (
    first === 'api' &&
    second === 'dashboards' &&
    third === 'uid' &&
    path.length === 4
  ) {
    return { kind: 'dashboard', uid: fourth };
  }
  // From version 13: /apis/dashboard.grafana.app/VERSION/namespaces/NAMESPACE/dashboards/UID
  if (
    first === 'apis' &&
    second === 'dashboard.grafana.app' &&
    fourth === 'namespaces' &&
    path[5] === 'dashboards' &&
    (path.length === 7 || (path.length === 8 && path[7] === 'dto'))
  ) {
    return { kind: 'dashboard', uid: path[6] };
  }
  return SETTINGS.some(pattern => pattern.test(text))
    ? { kind: 'settings' }
    : undefined;
}
