import { InputError } from '@backstage/errors';
import { parse } from 'yaml';
import { z } from 'zod';
import type { KubernetesConnection } from './KubernetesConnection';

const text = z.string().optional();
const named = <Key extends string, T extends z.ZodType>(key: Key, type: T) =>
  z
    .array(
      z.object({ name: z.string() }).extend({ [key]: type } as Record<Key, T>),
    )
    .default([]);

/** The fields that are read of `v1` Config; see k8s.io/client-go/tools/clientcmd/api/v1. */
const KUBECONFIG = z.object({
  'current-context': text,
  clusters: named(
    'cluster',
    z.object({
      server: z.string(),
      'certificate-authority-data': text,
      'certificate-authority': text,
      'tls-server-name': text,
      'insecure-skip-tls-verify': z.boolean().optional(),
      'proxy-url': text,
    }),
  ),
  contexts: named(
    'context',
    z.object({ cluster: z.string(), user: z.string() }),
  ),
  users: named(
    'user',
    z.object({
      token: text,
      tokenFile: text,
      'client-certificate-data': text,
      'client-certificate': text,
      'client-key-data': text,
      'client-key': text,
      username: text,
      exec: z.unknown().optional(),
      'auth-provider': z.unknown().optional(),
    }),
  ),
});

type User = z.infer<typeof KUBECONFIG>['users'][number]['user'];

/**
 * The connection that a kubeconfig describes.
 *
 * @param context - the current one by default
 * @throws InputError where it is none, or needs files or programs of the machine that it was made on
 */
export function parseKubeconfig(
  kubeconfig: string,
  context?: string,
): KubernetesConnection {
  const config = read(kubeconfig);
  const wanted = context ?? config['current-context'];
  const names = config.contexts.map(({ name }) => `'${name}'`).join(', ');
  if (!wanted) {
    throw new InputError(
      `The kubeconfig has no current context; name one of ${names || '… it has none'}`,
    );
  }
  const found = config.contexts.find(({ name }) => name === wanted);
  if (!found) {
    throw new InputError(
      `The kubeconfig has no context '${wanted}'; it has ${names || 'none'}`,
    );
  }
  const { cluster: clusterName, user: userName } = found.context;
  const cluster = config.clusters.find(({ name }) => name === clusterName);
  if (!cluster) {
    throw new InputError(`The kubeconfig has no cluster '${clusterName}'`);
  }
  const user = config.users.find(({ name }) => name === userName);
  if (!user) {
    throw new InputError(`The kubeconfig has no user '${userName}'`);
  }
  const { cluster: settings } = cluster;
  if (settings['certificate-authority']) {
    throw inAFile('certificate-authority');
  }
  return {
    server: readServer(settings.server),
    ...(settings['certificate-authority-data'] && {
      ca: decode(settings['certificate-authority-data']),
    }),
    ...(settings['tls-server-name'] && {
      tlsServerName: settings['tls-server-name'],
    }),
    ...(settings['insecure-skip-tls-verify'] && {
      insecureSkipTlsVerify: true,
    }),
    ...(settings['proxy-url'] && { proxy: settings['proxy-url'] }),
    auth: readUser(userName, user.user),
  };
}

function read(kubeconfig: string): z.infer<typeof KUBECONFIG> {
  let document: unknown;
  try {
    document = parse(kubeconfig);
  } catch (error) {
    throw new InputError(
      `The kubeconfig is not YAML: ${(error as Error).message.split('\n')[0]}`,
    );
  }
  const result = KUBECONFIG.safeParse(document);
  if (!result.success) {
    const [{ path, message }] = result.error.issues;
    throw new InputError(
      `This is no kubeconfig: ${path.join('.') || 'the whole'}: ${message}`,
    );
  }
  return result.data;
}

function readServer(server: string): string {
  const url = URL.canParse(server) ? new URL(server) : undefined;
  if (!url || !['https:', 'http:'].includes(url.protocol)) {
    throw new InputError(
      `The server '${server}' of the kubeconfig is not an address such as https://10.0.0.1:6443`,
    );
  }
  return server;
}

function readUser(name: string, user: User): KubernetesConnection['auth'] {
  if (user.token) {
    return { token: user.token };
  }
  const certificate = user['client-certificate-data'];
  const key = user['client-key-data'];
  if (certificate && key) {
    return { certificate: decode(certificate), key: decode(key) };
  }
  if (user.exec || user['auth-provider']) {
    throw new InputError(
      `User '${name}' of the kubeconfig logs in by a program (${user.exec ? 'exec' : 'auth-provider'}), which the portal does not have. Make a service account with a token for the portal, and use a kubeconfig with that token.`,
    );
  }
  for (const field of [
    'tokenFile',
    'client-certificate',
    'client-key',
  ] as const) {
    if (user[field]) {
      throw inAFile(field);
    }
  }
  throw new InputError(
    `User '${name}' of the kubeconfig has neither a token nor a certificate with its key`,
  );
}

function inAFile(field: string): InputError {
  return new InputError(
    `The kubeconfig names a file in '${field}', which the portal does not have. Write the files into it with: kubectl config view --raw --flatten`,
  );
}

function decode(base64: string): string {
  return Buffer.from(base64, 'base64').toString('utf8');
}
