import type { KubernetesClient } from '../../clients/kubernetes/KubernetesClient';
import type { BuiltSecret } from './buildSecrets';
import { UID_LABEL } from './names';
import { secretsPath } from './paths';

interface Existing {
  metadata: {
    labels?: Record<string, string>;
    annotations?: Record<string, string>;
  };
  /** In base64. */
  data?: Record<string, string>;
}

/**
 * Makes a Secret, or gives it what it should have.
 *
 * @throws Error when it belongs to something else
 */
export async function ensureSecret(
  client: KubernetesClient,
  secret: BuiltSecret,
): Promise<void> {
  const { name, namespace, labels } = secret.metadata;
  const path = secretsPath({ namespace, name });
  const found = await client.find<Existing>(path);
  if (!found) {
    await client.create(secretsPath({ namespace }), secret);
    return;
  }
  if (found.metadata.labels?.[UID_LABEL] !== labels[UID_LABEL]) {
    throw new Error(
      `Rancher has a Secret '${name}' in namespace '${namespace}' that belongs to something else; delete it there, or choose another name for the cluster`,
    );
  }
  const changed = Object.fromEntries(
    Object.entries(secret.stringData).filter(
      ([key, value]) =>
        found.data?.[key] !== Buffer.from(value).toString('base64'),
    ),
  );
  if (Object.keys(changed).length > 0) {
    await client.patch(path, { stringData: changed }, 'merge');
  }
}
