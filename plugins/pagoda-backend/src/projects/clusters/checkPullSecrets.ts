import type { Problem } from '../../http/errors';
import type { SecretRecord } from '../secrets/types';

/**
 * What is wrong with the secrets that a project pulls images with.
 *
 * @param secrets - all of the project
 */
export function checkPullSecrets(
  names: string[],
  secrets: SecretRecord[],
  field: string = 'kubernetes.pullSecrets',
): Problem[] {
  return names.flatMap((name, index) => {
    const secret = secrets.find(each => each.name === name);
    return secret?.type === 'Registry'
      ? []
      : [
          {
            field: `${field}.${index}`,
            message: secret
              ? `secret '${name}' is no login to a registry; name one that is`
              : `the project has no secret '${name}'; make it first, as a login to a registry`,
          },
        ];
  });
}
