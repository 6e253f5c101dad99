import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import type { Command } from 'commander';
import {
  pickKubeconfigContext,
  type ClusterConnection,
} from '@pagoda/plugin-pagoda-common';
import { CliError, EXIT } from '../../context/CliError';
import { readDocument } from '../readDocument';
import { definedOnly, wholeNumber } from '../values';

/** Flags that say how a cluster is reached. */
export interface ConnectionOptions {
  kubeconfig?: string;
  context?: string;
  server?: string;
  tokenFile?: string;
  inCluster?: boolean;
  caFile?: string;
  tlsServerName?: string;
  insecureSkipTlsVerify?: boolean;
  proxy?: string;
  connectTimeout?: number;
  requestTimeout?: number;
}

/** Adds the flags of {@link readConnection}. */
export function withConnectionOptions(command: Command): Command {
  return command
    .option('--kubeconfig <file>', 'kubeconfig; - is stdin')
    .option('--context <name>', 'context of it (default: the current one)')
    .option('--server <url>', 'address of the API server or of Rancher’s proxy')
    .option('--token-file <file>', 'with --server: bearer token; - is stdin')
    .option('--in-cluster', 'the service account of the portal’s own pod')
    .option('--ca-file <file>', 'certificates to trust, PEM')
    .option('--tls-server-name <name>', 'name in the server’s certificate')
    .option(
      '--insecure-skip-tls-verify',
      'trust whoever answers; for tests alone',
    )
    .option('--proxy <url>', 'HTTP proxy on the way')
    .option('--connect-timeout <seconds>', 'for connecting', wholeNumber)
    .option('--request-timeout <seconds>', 'for an answer', wholeNumber);
}

/**
 * The connection that the flags name; `undefined` when they name none. Of a kubeconfig only the one context is sent, with
 * the files that it names.
 */
export function readConnection(
  options: ConnectionOptions,
): ClusterConnection | undefined {
  const { kubeconfig, server, inCluster } = options;
  const kinds = [kubeconfig, server, inCluster].filter(
    kind => kind !== undefined,
  );
  if (kinds.length > 1) {
    throw new CliError(
      'Give one of --kubeconfig, --server and --in-cluster',
      EXIT.usage,
    );
  }
  const common = definedOnly({
    ca: options.caFile && readText(options.caFile),
    tlsServerName: options.tlsServerName,
    insecureSkipTlsVerify: options.insecureSkipTlsVerify,
    proxy: options.proxy,
    connectTimeoutSeconds: options.connectTimeout,
    requestTimeoutSeconds: options.requestTimeout,
  });
  if (kubeconfig !== undefined) {
    return {
      kind: 'kubeconfig',
      kubeconfig: readKubeconfig(kubeconfig, options.context),
      ...common,
    };
  }
  if (server !== undefined) {
    if (options.tokenFile === undefined) {
      throw new CliError('--server needs --token-file', EXIT.usage);
    }
    const token = readText(options.tokenFile).trim();
    return { kind: 'token', server, token, ...common };
  }
  if (inCluster) {
    return { kind: 'inCluster', ...common };
  }
  if (Object.keys(common).length > 0 || options.tokenFile || options.context) {
    throw new CliError(
      'Give --kubeconfig, --server or --in-cluster too: a connection is replaced as a whole',
      EXIT.usage,
    );
  }
  return undefined;
}

function readKubeconfig(file: string, context: string | undefined): string {
  const document = readDocument(file);
  let picked: Record<string, unknown>;
  try {
    picked = pickKubeconfigContext(document, context);
  } catch (error) {
    throw new CliError(
      `${file}: ${error instanceof Error ? error.message : String(error)}`,
      EXIT.usage,
    );
  }
  const folder = file === '-' ? process.cwd() : dirname(file);
  inlineFiles(picked.clusters, 'cluster', ['certificate-authority'], folder);
  inlineFiles(
    picked.users,
    'user',
    ['client-certificate', 'client-key'],
    folder,
  );
  inlineTokenFile(picked.users, folder);
  return JSON.stringify(picked);
}

type Entry = Record<string, Record<string, unknown> | undefined>;

/** Puts the content of files, which are there on this computer alone, in the place of their names. */
function inlineFiles(
  entries: unknown,
  part: string,
  fields: string[],
  folder: string,
): void {
  for (const entry of entries as Entry[]) {
    const body = entry[part];
    for (const field of fields) {
      const path = body?.[field];
      if (body && typeof path === 'string' && path !== '') {
        body[`${field}-data`] ??= Buffer.from(
          readText(resolve(folder, path)),
        ).toString('base64');
        delete body[field];
      }
    }
  }
}

function inlineTokenFile(entries: unknown, folder: string): void {
  for (const { user } of entries as Entry[]) {
    if (user && typeof user.tokenFile === 'string') {
      user.token ??= readText(resolve(folder, user.tokenFile)).trim();
      delete user.tokenFile;
    }
  }
}

function readText(file: string): string {
  try {
    return readFileSync(file === '-' ? 0 : file, 'utf8');
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    throw new CliError(
      code === 'ENOENT'
        ? `${file} was not found`
        : `${file} cannot be read: ${message}`,
      EXIT.usage,
    );
  }
}
