import { toError } from '@backstage/errors';
import {
  OpenStackError,
  type OpenStackErrorCode,
} from '../../clients/openstack/OpenStackError';

const ADVICE: Partial<Record<OpenStackErrorCode, string>> = {
  Unauthorized:
    'Its credentials are wrong, have expired or were deleted: make new ones in the cloud, put them into pagoda.clouds.openstack, and start the portal again.',
  Forbidden:
    'The account lacks a right: it needs the role member in its project.',
  RateLimited: 'The cloud is asked too often: lower callsPerMinute.',
  NotOffered:
    'The cloud lacks a service that is needed, or the region is another: see the service catalog.',
  ServerError: 'The cloud itself has an error: its operators can look for it.',
  Unreachable:
    'Try authUrl and the endpoints of the service catalog from the host of the portal; look at ca and proxy.',
  Garbage:
    'Something else than an OpenStack answers, such as a proxy or a page to sign in.',
};

/** What an error of the cloud means, in words for administrators. */
export function describeOpenStackError(error: unknown): {
  reason: string;
  message: string;
} {
  if (error instanceof OpenStackError) {
    const advice = ADVICE[error.code];
    return {
      reason: error.code,
      message: `The cloud did not do what it was asked: ${error.message}.${advice ? ` ${advice}` : ''}`,
    };
  }
  return {
    reason: 'Error',
    message: `The cloud could not be looked at: ${toError(error).message}.`,
  };
}
