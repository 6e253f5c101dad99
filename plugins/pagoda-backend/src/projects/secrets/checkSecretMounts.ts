import type { SecretMount } from '@pagoda/plugin-pagoda-common';
import type { Problem } from '../../http/errors';

/** Variables of a run that are PAGoDA's, and those that decide which program runs. */
const RESERVED = /^(PAGODA_.*|PATH|HOME|TMPDIR|LD_PRELOAD|LD_LIBRARY_PATH)$/;

/**
 * What is wrong with mounts of secrets beyond their form.
 *
 * @param variables - that are set otherwise
 */
export function checkSecretMounts(
  mounts: SecretMount[] = [],
  field: string,
  variables: string[] = [],
): Problem[] {
  const seen = new Set<string>(variables);
  return mounts.flatMap((mount, index) => {
    const at = `${field}.${index}`;
    if (mount.env !== undefined && mount.path !== undefined) {
      return [
        {
          field: at,
          message: 'has env and path; name the secret twice to get both',
        },
      ];
    }
    if (mount.env !== undefined && RESERVED.test(mount.env)) {
      return [
        {
          field: `${at}.env`,
          message: `${mount.env} is set by PAGoDA; choose another name`,
        },
      ];
    }
    const place = mount.env ?? `/${secretPath(mount)}`;
    const near = [...seen].find(other => overlap(other, place));
    seen.add(place);
    return near === undefined
      ? []
      : [
          {
            field: `${at}.${mount.env === undefined ? 'path' : 'env'}`,
            message:
              mount.env === undefined
                ? `'${place.slice(1)}' and '${near.slice(1)}' are in each other's way; give each a path of its own`
                : `${place} is there twice; give each value a variable of its own`,
          },
        ];
  });
}

/** Where a mount without `env` is, below `$PAGODA_SECRETS_DIR`: a file where it names a key, else a folder. */
export function secretPath({ name, key, path }: SecretMount): string {
  return path ?? (key === undefined ? name : `${name}/${key}`);
}

/** Variables overlap where they are the same, paths also where one lies below the other. */
function overlap(a: string, b: string): boolean {
  return (
    a === b ||
    (a.startsWith('/') && (a.startsWith(`${b}/`) || b.startsWith(`${a}/`)))
  );
}
