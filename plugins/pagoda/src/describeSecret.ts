import type { SecretMount } from '@pagoda/plugin-pagoda-common';

/** Where a run finds what it gets of a secret, such as `$TOKEN` or `$PAGODA_SECRETS_DIR/tracker`. */
export function describeSecret({ name, key, env, path }: SecretMount): string {
  if (env !== undefined) {
    return `$${env}`;
  }
  return `$PAGODA_SECRETS_DIR/${
    path ?? (key === undefined ? name : `${name}/${key}`)
  }`;
}
