import { randomBytes } from 'node:crypto';
import type { Pod, Secret } from 'kubernetes-types/core/v1';
import type { KubernetesClient } from '../../clients/kubernetes/KubernetesClient';
import { TOKEN_KEY } from './buildGatewayPod';
import { gatewayLabels, gatewayName } from './gatewayNames';
import type { GatewayTarget } from './types';

/** Bytes of a token. */
const TOKEN_BYTES = 32;

/** Makes the Secret with the token of a gateway that is to be, and gives its name: each pod has one of its own. */
export async function createToken(
  client: Pick<KubernetesClient, 'create'>,
  namespace: string,
  { claim, project }: GatewayTarget,
): Promise<string> {
  const name = `${gatewayName(claim)}-${randomBytes(4).toString('hex')}`;
  await client.create<Secret>(
    { resource: 'secrets', namespace },
    {
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: { name, labels: gatewayLabels(project) },
      immutable: true,
      stringData: {
        [TOKEN_KEY]: randomBytes(TOKEN_BYTES).toString('base64url'),
      },
    },
  );
  return name;
}

/** Makes a Secret go with its pod. */
export async function giveToken(
  client: Pick<KubernetesClient, 'patch'>,
  namespace: string,
  name: string,
  { metadata }: Pod,
): Promise<void> {
  const owner = {
    apiVersion: 'v1',
    kind: 'Pod',
    name: metadata?.name,
    uid: metadata?.uid,
  };
  await client.patch<Secret>(
    { resource: 'secrets', namespace, name },
    { metadata: { ownerReferences: [owner] } },
    'merge',
  );
}

/** The token of a gateway, whoever has made it; `undefined` where its Secret is gone. */
export async function readToken(
  client: Pick<KubernetesClient, 'find'>,
  namespace: string,
  { spec }: Pod,
): Promise<string | undefined> {
  const name = spec?.volumes?.find(({ secret }) => secret)?.secret?.secretName;
  const found =
    name === undefined
      ? undefined
      : await client.find<Secret>({ resource: 'secrets', namespace, name });
  const encoded = found?.data?.[TOKEN_KEY];
  return encoded && Buffer.from(encoded, 'base64').toString('utf8');
}
