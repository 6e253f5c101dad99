import type { SecretMount } from '@pagoda/plugin-pagoda-common';
import { ApiError, invalidInput, notFound } from '../../http/errors';
import { secretPath } from './checkSecretMounts';
import type { ProjectSecretStore } from './ProjectSecretStore';
import type { SecretValues } from './types';

/** What a run gets of its project's secrets. */
export interface ResolvedSecrets {
  environment: Record<string, string>;
  /** Paths are relative to `$PAGODA_SECRETS_DIR`. */
  files: { path: string; content: string }[];
}

/** A secret, or a key of one, that a run names and that is not there. */
export class SecretMissing extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'SecretMissing';
  }
}

/** Checks and resolves what runs name of their project's secrets. */
export class ProjectSecrets {
  readonly #store: ProjectSecretStore;

  constructor(store: ProjectSecretStore) {
    this.#store = store;
  }

  /**
   * The mounts with the key named wherever a variable is wanted; Kubernetes needs it.
   *
   * @param fieldOf - where a mount stands in the request, such as `spec.secrets.0`
   * @throws ApiError 404 `SecretNotFound` or 400, which name the field.
   */
  async complete(
    project: string,
    mounts: SecretMount[],
    fieldOf: (index: number) => string,
  ): Promise<SecretMount[]> {
    if (mounts.length === 0) {
      return mounts;
    }
    const records = new Map(
      (await this.#store.list(project)).map(each => [each.name, each]),
    );
    return mounts.map((mount, index) => {
      const record = records.get(mount.name);
      if (!record) {
        throw notFound('Secret', mount.name, join(fieldOf(index), 'name'));
      }
      if (record.type === 'Registry') {
        throw invalidInput([
          {
            field: join(fieldOf(index), 'name'),
            message: `secret '${mount.name}' is a login to a registry, which runs do not see; name one with values`,
          },
        ]);
      }
      const wrong = wrongKey(mount, record.keys);
      if (wrong && mount.key !== undefined) {
        throw new ApiError(wrong, {
          code: 'SecretNotFound',
          status: 404,
          field: join(fieldOf(index), 'key'),
          advice: `Choose one of its keys: ${record.keys.join(', ')}.`,
        });
      }
      if (wrong) {
        throw invalidInput([
          { field: join(fieldOf(index), 'key'), message: wrong },
        ]);
      }
      return mount.env !== undefined && mount.key === undefined
        ? { ...mount, key: record.keys[0] }
        : mount;
    });
  }

  /**
   * The values that a run gets, for engines that cannot refer to them.
   *
   * @throws SecretMissing that names what is not there any more
   */
  async resolve(
    project: string,
    mounts: SecretMount[] = [],
  ): Promise<ResolvedSecrets> {
    const resolved: ResolvedSecrets = { environment: {}, files: [] };
    if (mounts.length === 0) {
      return resolved;
    }
    const names = [...new Set(mounts.map(mount => mount.name))];
    const secrets = new Map<string, SecretValues>(
      (await this.#store.values(project, { names })).map(each => [
        each.name,
        each,
      ]),
    );
    for (const mount of mounts) {
      const secret = secrets.get(mount.name);
      if (!secret) {
        throw new SecretMissing(`there is no secret '${mount.name}'`);
      }
      const wrong = wrongKey(mount, Object.keys(secret.values));
      if (wrong) {
        throw new SecretMissing(wrong);
      }
      give(resolved, mount, secret.values);
    }
    return resolved;
  }
}

function give(
  { environment, files }: ResolvedSecrets,
  mount: SecretMount,
  values: Record<string, string>,
): void {
  const path = secretPath(mount);
  if (mount.env !== undefined) {
    environment[mount.env] = values[mount.key ?? Object.keys(values)[0]];
  } else if (mount.key !== undefined) {
    files.push({ path, content: values[mount.key] });
  } else {
    for (const [key, content] of Object.entries(values)) {
      files.push({ path: `${path}/${key}`, content });
    }
  }
}

/** What is wrong with the key of a mount, in words. */
function wrongKey(mount: SecretMount, keys: string[]): string | undefined {
  if (mount.key !== undefined) {
    return keys.includes(mount.key)
      ? undefined
      : `secret '${mount.name}' has no key '${mount.key}'`;
  }
  return mount.env !== undefined && keys.length !== 1
    ? `secret '${mount.name}' has the keys ${keys.join(', ')}; name the one that ${mount.env} is to be`
    : undefined;
}

/** Where the field belongs to an experiment, the experiment is what the request can name. */
function join(field: string, part: string): string {
  return field.includes('.') ? `${field}.${part}` : field;
}
