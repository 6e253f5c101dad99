import type {
  NetworkPolicy,
  NetworkPolicyEgressRule,
} from 'kubernetes-types/networking/v1';
import { GATEWAY_PORT } from '../../files/gateway/protocol';
import { isWithin, parseCidr, type Network } from './cidr';
import type { KubernetesSettings } from './kubernetesSettings';
import { LABELS, projectLabels } from './objectNames';

/** Where clouds tell an instance its user data, credentials included. */
export const METADATA_ADDRESS = '169.254.169.254';

/** Of institutions and clusters: RFC 1918, RFC 6598 (which some clusters use for pods). */
const CLOSED_IPV4 = [
  `${METADATA_ADDRESS}/32`,
  '10.0.0.0/8',
  '172.16.0.0/12',
  '192.168.0.0/16',
  '100.64.0.0/10',
];
/** RFC 4193, and link-local. */
const CLOSED_IPV6 = ['fc00::/7', 'fe80::/10'];

const DNS: NetworkPolicyEgressRule = {
  to: [
    {
      namespaceSelector: {
        matchLabels: { 'kubernetes.io/metadata.name': 'kube-system' },
      },
    },
  ],
  ports: [
    { protocol: 'UDP', port: 53 },
    { protocol: 'TCP', port: 53 },
  ],
};

/** Value of {@link LABELS.component} of data gateways, which answer the API server. */
export const GATEWAY_COMPONENT = 'data-gateway';

/**
 * Policies of a project's namespace. Nothing comes in: the containers of a run share one pod, and reach each other all the
 * same. Outwards DNS and the internet are open; private networks are closed but for those that the project may reach.
 */
export function buildNetworkPolicies(
  namespace: string,
  project: string,
  { allowedNetworks }: Pick<KubernetesSettings, 'allowedNetworks'>,
): NetworkPolicy[] {
  const policy = (
    name: string,
    spec: NonNullable<NetworkPolicy['spec']>,
  ): NetworkPolicy => ({
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: { name, namespace, labels: projectLabels(project) },
    spec,
  });
  return [
    policy('pagoda-default-deny', {
      podSelector: {},
      policyTypes: ['Ingress', 'Egress'],
    }),
    policy('pagoda-egress', {
      podSelector: {},
      policyTypes: ['Egress'],
      egress: [
        DNS,
        {
          to: [
            { ipBlock: { cidr: '0.0.0.0/0', except: CLOSED_IPV4 } },
            { ipBlock: { cidr: '::/0', except: CLOSED_IPV6 } },
            ...allowedNetworks
              .filter(isClosed)
              .map(cidr => ({ ipBlock: { cidr } })),
          ],
        },
      ],
    }),
    // The API server speaks to gateways from addresses that no policy can name; a token of its own guards each gateway.
    policy('pagoda-gateway', {
      podSelector: { matchLabels: { [LABELS.component]: GATEWAY_COMPONENT } },
      policyTypes: ['Ingress'],
      ingress: [{ ports: [{ protocol: 'TCP', port: GATEWAY_PORT }] }],
    }),
  ];
}

/** Whether any of it would be closed; public networks are open anyway. */
function isClosed(cidr: string): boolean {
  const network = parseCidr(cidr);
  const closed = [...CLOSED_IPV4, ...CLOSED_IPV6].map(
    text => parseCidr(text) as Network,
  );
  return (
    network !== undefined &&
    closed.some(other => isWithin(network, other) || isWithin(other, network))
  );
}
