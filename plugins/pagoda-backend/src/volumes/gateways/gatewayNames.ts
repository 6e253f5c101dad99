import { GATEWAY_COMPONENT } from '../../projects/clusters/buildNetworkPolicies';
import { LABELS, MANAGED_BY } from '../../projects/clusters/objectNames';

/** Annotation of a gateway's pod: the claim that it serves. A label's value could not be as long. */
export const CLAIM_ANNOTATION = 'pagoda.io/claim';

/** Annotation: entity reference of whom a volume belongs to. */
export const OWNER_ANNOTATION = 'pagoda.io/owner';

/** Selects all gateways of a cluster, and their Secrets. */
export const GATEWAY_SELECTOR = `${LABELS.managedBy}=${MANAGED_BY},${LABELS.component}=${GATEWAY_COMPONENT}`;

/** The one gateway of a claim has the one name, so that replicas of the portal share it. */
export function gatewayName(claim: string): string {
  return `gateway-${claim}`;
}

/** Labels of a gateway and its Secret. */
export function gatewayLabels(project: string): Record<string, string> {
  return {
    [LABELS.managedBy]: MANAGED_BY,
    [LABELS.component]: GATEWAY_COMPONENT,
    [LABELS.project]: project,
  };
}
