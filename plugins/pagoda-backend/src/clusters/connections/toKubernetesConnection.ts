import { isError } from '@backstage/errors';
import type { ClusterConnection } from '@pagoda/plugin-pagoda-common';
import { inClusterConnection } from '../../clients/kubernetes/inClusterConnection';
import type { KubernetesConnection } from '../../clients/kubernetes/KubernetesConnection';
import { parseKubeconfig } from '../../clients/kubernetes/parseKubeconfig';
import { invalidInput, type Problem } from '../../http/errors';
import { checkSettings } from './checkSettings';

/** What is stored, encrypted: all there is to know of a connection; of `inCluster` just what differs from the pod's own. */
export interface StoredConnection {
  kind: ClusterConnection['kind'];
  settings: Partial<KubernetesConnection>;
}

type Field = keyof ClusterConnection;

/** The fields that make sense with each kind alone. */
const FIELDS: Record<ClusterConnection['kind'], Field[]> = {
  kubeconfig: ['kubeconfig', 'context'],
  token: ['server', 'token'],
  inCluster: [],
};

/**
 * Checks what an administrator has entered, and makes of it what is stored. Of a kubeconfig nothing but the one context
 * is kept.
 *
 * @throws ApiError 400 that names each wrong field.
 */
export function toStoredConnection(input: ClusterConnection): StoredConnection {
  const { kind } = input;
  const settings = { ...readBase(input), ...readCommon(input) };
  const problems = [
    ...checkKind(input),
    ...checkSettings(settings).map(({ part, message }) =>
      kind === 'kubeconfig' && input[part as Field] === undefined
        ? { field: 'connection.kubeconfig', message: `its ${part} ${message}` }
        : { field: `connection.${part}`, message },
    ),
  ];
  if (problems.length > 0) {
    throw invalidInput(problems);
  }
  return { kind, settings };
}

/**
 * The connection to use.
 *
 * @throws Error when it is that of the pod, and the portal does not run in one.
 */
export function toKubernetesConnection({
  kind,
  settings,
}: StoredConnection): KubernetesConnection {
  return kind === 'inCluster'
    ? { ...inClusterConnection(), ...settings }
    : (settings as KubernetesConnection);
}

/** What the kind alone gives. */
function readBase(input: ClusterConnection): Partial<KubernetesConnection> {
  const { server, token } = input;
  if (input.kind === 'kubeconfig' && input.kubeconfig !== undefined) {
    try {
      return parseKubeconfig(input.kubeconfig, input.context);
    } catch (error) {
      if (isError(error) && error.name === 'InputError') {
        throw invalidInput([
          { field: 'connection.kubeconfig', message: error.message },
        ]);
      }
      throw error;
    }
  }
  return {
    ...(server !== undefined && { server: server.replace(/\/+$/, '') }),
    ...(token !== undefined && { auth: { token } }),
  };
}

/** What all kinds may have; it goes before what a kubeconfig says. */
function readCommon(input: ClusterConnection): Partial<KubernetesConnection> {
  const { ca, tlsServerName, insecureSkipTlsVerify, proxy } = input;
  const timeouts = {
    ...(input.connectTimeoutSeconds !== undefined && {
      connectMs: input.connectTimeoutSeconds * 1000,
    }),
    ...(input.requestTimeoutSeconds !== undefined && {
      requestMs: input.requestTimeoutSeconds * 1000,
    }),
  };
  return {
    ...(ca !== undefined && { ca }),
    ...(tlsServerName !== undefined && { tlsServerName }),
    ...(insecureSkipTlsVerify !== undefined && { insecureSkipTlsVerify }),
    ...(proxy !== undefined && { proxy }),
    ...(Object.keys(timeouts).length > 0 && { timeouts }),
  };
}

function checkKind(input: ClusterConnection): Problem[] {
  const wanted = FIELDS[input.kind];
  const problems: Problem[] = wanted
    .filter(field => field !== 'context' && input[field] === undefined)
    .map(field => ({
      field: `connection.${field}`,
      message: `is required with kind ${input.kind}`,
    }));
  for (const field of Object.values(FIELDS).flat()) {
    if (!wanted.includes(field) && input[field] !== undefined) {
      problems.push({
        field: `connection.${field}`,
        message: `does not go with kind ${input.kind}; leave it out`,
      });
    }
  }
  return problems;
}
