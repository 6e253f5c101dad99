import {
  listKubeconfigContexts,
  pickKubeconfigContext,
  type ClusterConnection,
  type KubeconfigContext,
} from '@pagoda/plugin-pagoda-common';

/** What the fields of a connection hold. */
export interface ConnectionForm {
  kind: ClusterConnection['kind'];
  /** YAML, as it was pasted. */
  kubeconfig: string;
  /** Empty: the current one. */
  context: string;
  server: string;
  token: string;
  ca: string;
  proxy: string;
  tlsServerName: string;
  /** Seconds, as typed. */
  connectTimeout: string;
  requestTimeout: string;
}

export const EMPTY_FORM: ConnectionForm = {
  kind: 'kubeconfig',
  kubeconfig: '',
  context: '',
  server: '',
  token: '',
  ca: '',
  proxy: '',
  tlsServerName: '',
  connectTimeout: '',
  requestTimeout: '',
};

/** Whether there is enough to try. */
export function isComplete(form: ConnectionForm): boolean {
  switch (form.kind) {
    case 'kubeconfig':
      return form.kubeconfig.trim() !== '';
    case 'token':
      return form.server.trim() !== '' && form.token.trim() !== '';
    default:
      return true;
  }
}

/**
 * The contexts of what was pasted.
 *
 * @throws Error that says what is wrong with it.
 */
export async function readContexts(
  kubeconfig: string,
): Promise<KubeconfigContext[]> {
  return listKubeconfigContexts(await parse(kubeconfig));
}

/**
 * The connection to send: of a kubeconfig just the chosen context, so that credentials of other clusters stay here.
 *
 * @throws Error that says what is wrong with the kubeconfig.
 */
export async function toConnection(
  form: ConnectionForm,
): Promise<ClusterConnection> {
  const common = {
    ...(form.ca.trim() && { ca: form.ca }),
    ...(form.proxy.trim() && { proxy: form.proxy.trim() }),
    ...(form.tlsServerName.trim() && {
      tlsServerName: form.tlsServerName.trim(),
    }),
    ...(form.connectTimeout.trim() && {
      connectTimeoutSeconds: Number(form.connectTimeout),
    }),
    ...(form.requestTimeout.trim() && {
      requestTimeoutSeconds: Number(form.requestTimeout),
    }),
  };
  switch (form.kind) {
    case 'kubeconfig': {
      const picked = pickKubeconfigContext(
        await parse(form.kubeconfig),
        form.context || undefined,
      );
      return {
        kind: 'kubeconfig',
        kubeconfig: JSON.stringify(picked),
        ...common,
      };
    }
    case 'token':
      return {
        kind: 'token',
        server: form.server.trim(),
        token: form.token.trim(),
        ...common,
      };
    default:
      return { kind: 'inCluster', ...common };
  }
}

/** Loaded when it is needed: few people import clusters. */
async function parse(text: string): Promise<unknown> {
  const yaml = await import('yaml');
  try {
    return yaml.parse(text);
  } catch (error) {
    throw new TypeError(`This is not YAML: ${String(error).split('\n')[0]}`);
  }
}
