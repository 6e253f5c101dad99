import {
  projectPermissions,
  type Secret,
  type SecretPut,
} from '@pagoda/plugin-pagoda-common';
import { conflict, invalidInput, notFound } from '../../http/errors';
import type { Caller } from '../../permissions/Caller';
import type { ProjectAccess } from '../../permissions/ProjectAccess';
import type { ProjectStore } from '../ProjectStore';
import { toDockerConfig } from './toDockerConfig';
import type { ProjectSecretStore } from './ProjectSecretStore';
import { REGISTRY_KEY, type SecretRecord } from './types';

/** All values of a secret together, in bytes: an object of Kubernetes holds at most 1 MiB, its base64 included. */
const SIZE_LIMIT = 512 * 1024;

/** What {@link ProjectSecretService} needs. */
export interface ProjectSecretServiceOptions {
  store: ProjectSecretStore;
  projects: Pick<ProjectStore, 'find'>;
  access: ProjectAccess;
}

/** The rules of projects' secrets. Values go in, and never out. */
export class ProjectSecretService {
  readonly #options: ProjectSecretServiceOptions;

  constructor(options: ProjectSecretServiceOptions) {
    this.#options = options;
  }

  async list(caller: Caller, project: string): Promise<Secret[]> {
    const { access, store } = this.#options;
    await access.require(caller, projectPermissions.secretRead, project);
    return (await store.list(project)).map(toSecret);
  }

  async get(caller: Caller, project: string, name: string): Promise<Secret> {
    const { access, store } = this.#options;
    await access.require(caller, projectPermissions.secretRead, project);
    const record = await store.find(project, name);
    if (!record) {
      throw notFound('Secret', name, 'secret');
    }
    return toSecret(record);
  }

  async put(
    caller: Caller,
    project: string,
    name: string,
    { data, registry }: SecretPut,
  ): Promise<Secret> {
    const { access, store } = this.#options;
    await access.require(caller, projectPermissions.secretWrite, project);
    const type = registry ? 'Registry' : 'Opaque';
    const before = await store.find(project, name);
    if (before && before.type !== type) {
      throw conflict(
        'SecretTypeFixed',
        `Secret '${name}' is ${describeType(before.type)}; it cannot become ${describeType(type)}`,
        {
          field: registry ? 'registry' : 'data',
          advice: 'Delete it first, or choose another name.',
        },
      );
    }
    const values = registry
      ? { [REGISTRY_KEY]: toDockerConfig(registry) }
      : (data ?? {});
    const size = Object.entries(values).reduce(
      (sum, [key, value]) => sum + key.length + Buffer.byteLength(value),
      0,
    );
    if (size > SIZE_LIMIT) {
      throw invalidInput([
        {
          field: 'data',
          message: `has ${size} bytes together; at most ${SIZE_LIMIT} fit, so put data into a volume`,
        },
      ]);
    }
    return toSecret(
      await store.put({
        ...{ project, name, type, values },
        registry: registry?.server,
        updatedBy: caller.userEntityRef,
      }),
    );
  }

  async delete(caller: Caller, project: string, name: string): Promise<void> {
    const { access, projects, store } = this.#options;
    await access.require(caller, projectPermissions.secretWrite, project);
    const record = await projects.find(project);
    if (record?.kubernetes.pullSecrets?.includes(name)) {
      throw conflict(
        'SecretInUse',
        `Project '${project}' pulls images with secret '${name}'`,
        {
          field: 'secret',
          advice:
            "An administrator can take it off the project's setting pullSecrets.",
        },
      );
    }
    if (!(await store.delete(project, name))) {
      throw notFound('Secret', name, 'secret');
    }
  }
}

function describeType(type: Secret['type']): string {
  return type === 'Registry' ? 'a login to a registry' : 'values by key';
}

function toSecret(record: SecretRecord): Secret {
  return {
    project: record.project,
    name: record.name,
    type: record.type,
    keys: record.keys,
    ...(record.registry !== undefined && { registry: record.registry }),
    createdAt: record.createdAt.toISOString(),
    updatedAt: record.updatedAt.toISOString(),
    updatedBy: record.updatedBy,
  };
}
