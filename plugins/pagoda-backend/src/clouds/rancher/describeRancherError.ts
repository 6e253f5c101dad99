import { toError } from '@backstage/errors';
import { rancherStatus } from '../../clients/rancher/RancherError';
import { describeOpenStackError } from '../openstack/describeOpenStackError';

const ADVICE: Record<number, [reason: string, advice: string]> = {
  0: [
    'Unreachable',
    'Try its url from the host of the portal; look at ca and proxy.',
  ],
  401: [
    'Unauthorized',
    'Its token is wrong, or has ended: make another in Rancher, put it into pagoda.clouds.rancher, and start the portal again.',
  ],
  403: [
    'Forbidden',
    'The user of the token lacks a right; see the guide for administrators.',
  ],
  429: ['RateLimited', 'It is asked too often.'],
};

/** What an error of Rancher, or of the cloud behind it, means, in words for administrators. */
export function describeRancherError(error: unknown): {
  reason: string;
  message: string;
} {
  const status = rancherStatus(error);
  if (status === undefined) {
    return describeOpenStackError(error);
  }
  const [reason, advice] = ADVICE[status] ?? [
    status >= 500 ? 'ServerError' : 'Refused',
    undefined,
  ];
  return {
    reason,
    message: `Rancher did not do what it was asked: ${toError(error).message}.${
      advice === undefined ? '' : ` ${advice}`
    }`,
  };
}
