/** A context of a kubeconfig. */
export interface KubeconfigContext {
  name: string;
  /** Name of the cluster that it leads to. */
  cluster: string;
  /** Address of the API server, where the cluster is there. */
  server?: string;
  /** Whether it is the current one. */
  current: boolean;
}

interface Named {
  name?: unknown;
}

type Fields = Record<string, unknown>;

/**
 * The contexts of a kubeconfig.
 *
 * @param config - what the YAML or JSON says
 * @throws TypeError when it is not a kubeconfig, or has no contexts.
 */
export function listKubeconfigContexts(config: unknown): KubeconfigContext[] {
  const root = asFields(config);
  const contexts = entriesOf(root, 'contexts');
  if (!root || contexts.length === 0) {
    throw new TypeError(
      'This is not a kubeconfig: it has no `contexts`. `kubectl config view --raw` shows a whole one.',
    );
  }
  return contexts.map(context => {
    const cluster = String(asFields(context.context)?.cluster ?? '');
    const server = asFields(
      entriesOf(root, 'clusters').find(({ name }) => name === cluster)?.cluster,
    )?.server;
    return {
      name: String(context.name),
      cluster,
      ...(typeof server === 'string' && { server }),
      current: context.name === root['current-context'],
    };
  });
}

/**
 * The kubeconfig with nothing in it but one context, so that credentials of other clusters go nowhere.
 *
 * @param config - what the YAML or JSON says
 * @param context - the current one by default
 * @throws TypeError when it is not a kubeconfig; RangeError when there is no such context.
 */
export function pickKubeconfigContext(
  config: unknown,
  context?: string,
): Record<string, unknown> {
  const contexts = listKubeconfigContexts(config);
  const root = asFields(config)!;
  const names = contexts.map(({ name }) => name).join(', ');
  const chosen =
    context === undefined
      ? contexts.find(({ current }) => current)
      : contexts.find(({ name }) => name === context);
  if (!chosen) {
    throw new RangeError(
      context === undefined
        ? `The kubeconfig has no current context; name one of ${names}`
        : `The kubeconfig has no context '${context}'; it has ${names}`,
    );
  }
  const entry = entriesOf(root, 'contexts').find(
    ({ name }) => name === chosen.name,
  )!;
  const user = asFields(entry.context)?.user;
  return {
    apiVersion: 'v1',
    kind: 'Config',
    'current-context': chosen.name,
    contexts: [entry],
    clusters: entriesOf(root, 'clusters').filter(
      ({ name }) => name === chosen.cluster,
    ),
    users: entriesOf(root, 'users').filter(({ name }) => name === user),
  };
}

function asFields(value: unknown): Fields | undefined {
  return typeof value === 'object' && value !== null
    ? (value as Fields)
    : undefined;
}

function entriesOf(
  root: Fields | undefined,
  field: string,
): (Named & Fields)[] {
  const entries = root?.[field];
  return Array.isArray(entries) ? entries.filter(asFields) : [];
}
