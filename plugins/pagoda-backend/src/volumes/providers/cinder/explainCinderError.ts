import {
  OpenStackError,
  type OpenStackErrorCode,
} from '../../../clients/openstack/OpenStackError';
import { FileError } from '../../../files/FileError';
import { ApiError } from '../../../http/errors';

/** Codes that are not about one volume: none of the cloud's is looked at again before its turn comes. */
const WHOLE_CLOUD: OpenStackErrorCode[] = [
  'Unreachable',
  'Unauthorized',
  'Forbidden',
  'RateLimited',
  'NotOffered',
];

const WORDS: Partial<
  Record<OpenStackErrorCode, { says: string; advice: string }>
> = {
  Unreachable: {
    says: 'does not answer',
    advice: 'Its page says how it is.',
  },
  Unauthorized: {
    says: 'does not let the portal in',
    advice:
      'An administrator has to give the portal new credentials for it (pagoda.clouds.openstack).',
  },
  Forbidden: {
    says: 'forbids it to the portal',
    advice: 'An administrator has to give its account the role member there.',
  },
  RateLimited: {
    says: 'is asked too often',
    advice: 'Wait a moment.',
  },
  NotOffered: {
    says: 'has no block storage, or one that is too old',
    advice: 'Ask its operators.',
  },
};

/** Turns errors of a cloud into FileError `FilesUnreachable`, which is written for users. */
export async function explainCinderError<T>(
  { cloud }: { cloud: string },
  work: () => Promise<T>,
): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof OpenStackError) {
      const words = WORDS[error.code];
      throw new FileError(
        'FilesUnreachable',
        words
          ? `Cloud '${cloud}' ${words.says}.`
          : `Cloud '${cloud}' has not done what it was asked: ${saysOf(error)}`,
        { advice: words?.advice ?? 'Ask its operators.', cause: error },
      );
    }
    if (error instanceof ApiError && error.code === 'CloudNotFound') {
      throw new FileError(
        'FilesUnreachable',
        `Cloud '${cloud}' is no longer in the configuration of the portal.`,
        {
          advice: `An administrator has to put it back into pagoda.clouds.openstack.`,
          cause: error,
        },
      );
    }
    throw error;
  }
}

/** Whether an error of {@link explainCinderError} is about the whole cloud. */
export function isCloudUnanswered(error: unknown): boolean {
  const cause = error instanceof FileError ? error.cause : undefined;
  return (
    WHOLE_CLOUD.some(code => OpenStackError.is(cause, code)) ||
    (cause instanceof ApiError && cause.code === 'CloudNotFound')
  );
}

/** What Cinder says, as a sentence, with the number by which its operators find it. */
export function saysOf({ reason, requestId }: OpenStackError): string {
  const sentence = /[.!?]$/.test(reason) ? reason : `${reason}.`;
  return requestId === undefined ? sentence : `${sentence} (${requestId})`;
}
