import type { ProjectKubernetes } from '@pagoda/plugin-pagoda-common';
import type { Problem } from '../../http/errors';
import { METADATA_ADDRESS } from './buildNetworkPolicies';
import { contains, firstAddress, parseCidr } from './cidr';
import { resolveKubernetesSettings } from './kubernetesSettings';

/**
 * What the OpenAPI document cannot say of a project's settings.
 *
 * @param field - where they stand in the request
 */
export function checkKubernetesSettings(
  settings: ProjectKubernetes,
  field: string = 'kubernetes',
): Problem[] {
  const { podSecurity, allowRoot, allowedNetworks, proxy } =
    resolveKubernetesSettings(settings);
  const problems: Problem[] = allowedNetworks.flatMap((text, index) => {
    const message = describeNetwork(text);
    return message
      ? [{ field: `${field}.allowedNetworks.${index}`, message }]
      : [];
  });
  if (allowRoot && podSecurity === 'restricted') {
    problems.push({
      field: `${field}.allowRoot`,
      message:
        'the Pod Security level restricted refuses root; set podSecurity to baseline as well',
    });
  }
  for (const name of ['http', 'https'] as const) {
    const message = proxy[name] === undefined ? '' : describeProxy(proxy[name]);
    if (message) {
      problems.push({ field: `${field}.proxy.${name}`, message });
    }
  }
  for (const list of ['pullSecrets', 'nodeSelectors'] as const) {
    problems.push(...findTwice(settings[list] ?? [], `${field}.${list}`));
  }
  return problems;
}

function describeNetwork(text: string): string | undefined {
  const network = parseCidr(text);
  if (!network) {
    return `'${text}' is not a network; write an address and a length, such as 10.2.0.0/16`;
  }
  if (contains(network, METADATA_ADDRESS)) {
    return `'${text}' has ${METADATA_ADDRESS} in it, where clouds tell the secrets of a node; write a smaller network`;
  }
  const first = network.family === 'ipv4' ? firstAddress(network) : undefined;
  if (first !== undefined && first !== network.address) {
    return `'${text}' begins in the middle of its network; write ${first}/${network.prefix}`;
  }
  return undefined;
}

function describeProxy(text: string): string | undefined {
  if (!URL.canParse(text) || !/^https?:\/\//.test(text)) {
    return `'${text}' is not the address of a proxy; write such as http://proxy.example.org:3128`;
  }
  const { username, password } = new URL(text);
  return username || password
    ? 'has a user or a password in it, which everybody in the project could read; use a proxy that needs none'
    : undefined;
}

function findTwice(
  items: (string | { key: string })[],
  field: string,
): Problem[] {
  const names = items.map(item => (typeof item === 'string' ? item : item.key));
  return names.flatMap((name, index) =>
    names.indexOf(name) < index
      ? [
          {
            field: `${field}.${index}`,
            message: `'${name}' is there twice; name it once`,
          },
        ]
      : [],
  );
}
