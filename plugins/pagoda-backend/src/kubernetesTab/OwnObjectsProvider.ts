import type {
  BackstageCredentials,
  PermissionsService,
} from '@backstage/backend-plugin-api';
import type { Entity } from '@backstage/catalog-model';
import { NotAllowedError } from '@backstage/errors';
import { AuthorizeResult } from '@backstage/plugin-permission-common';
import type { ObjectsByEntityResponse } from '@backstage/plugin-kubernetes-common';
import type {
  CustomResourcesByEntity,
  KubernetesObjectsByEntity,
  KubernetesObjectsProvider,
} from '@backstage/plugin-kubernetes-node';
import {
  PAGODA_ANNOTATIONS,
  platformPermissions,
} from '@pagoda/plugin-pagoda-common';
import type { CallerFactsSource } from '../permissions/PagodaPermissionPolicy';
import {
  kubernetesAnnotations,
  ownProjectsAnnotations,
} from './kubernetesAnnotations';

/** What {@link OwnObjectsProvider} needs. */
export interface OwnObjectsProviderOptions {
  /** The plugin's own, which believes the annotations of an entity. */
  all: KubernetesObjectsProvider;
  permissions: PermissionsService;
  factsOf: CallerFactsSource;
  /** Of namespaces of projects. */
  namespacePrefix: string;
}

/**
 * Administrators see the objects of all entities. Others see those of their own projects: of an experiment in the namespace
 * and by the labels that PAGoDA gives, of a cluster by the label of the project, whatever an entity claims. The Kubernetes
 * plugin itself knows one yes or no alone.
 */
export class OwnObjectsProvider implements KubernetesObjectsProvider {
  readonly #options: OwnObjectsProviderOptions;

  constructor(options: OwnObjectsProviderOptions) {
    this.#options = options;
  }

  async getKubernetesObjectsByEntity(
    request: KubernetesObjectsByEntity,
    options: { credentials: BackstageCredentials },
  ): Promise<ObjectsByEntityResponse> {
    const entity = await this.#narrow(request.entity, options.credentials);
    return this.#options.all.getKubernetesObjectsByEntity(
      { ...request, entity },
      options,
    );
  }

  async getCustomResourcesByEntity(
    request: CustomResourcesByEntity,
    options: { credentials: BackstageCredentials },
  ): Promise<ObjectsByEntityResponse> {
    if (!(await this.#isAdministrator(options.credentials))) {
      throw new NotAllowedError(
        'Objects of other kinds are for administrators; the pages of runs show what belongs to them',
      );
    }
    return this.#options.all.getCustomResourcesByEntity(request, options);
  }

  /** @throws NotAllowedError when the entity is not of one of the user's projects. */
  async #narrow(
    entity: Entity,
    credentials: BackstageCredentials,
  ): Promise<Entity> {
    if (await this.#isAdministrator(credentials)) {
      return entity;
    }
    const { factsOf, namespacePrefix } = this.#options;
    // Of an entity that a repository has made, annotations may say anything.
    const claimed = entity.metadata.annotations ?? {};
    const {
      [PAGODA_ANNOTATIONS.cluster]: cluster,
      [PAGODA_ANNOTATIONS.project]: project,
      [PAGODA_ANNOTATIONS.experiment]: experiment,
    } = claimed;
    const projects = (await factsOf(credentials))?.projects ?? [];
    if (project !== undefined && projects.includes(project)) {
      return withAnnotations(entity, {
        [PAGODA_ANNOTATIONS.project]: project,
        ...kubernetesAnnotations({ project, experiment, namespacePrefix }),
      });
    }
    if (project === undefined && cluster !== undefined && projects.length > 0) {
      return withAnnotations(entity, {
        [PAGODA_ANNOTATIONS.cluster]: cluster,
        ...ownProjectsAnnotations(projects),
      });
    }
    throw new NotAllowedError(
      'You see the Kubernetes objects of your own projects; all others are for administrators',
    );
  }

  async #isAdministrator(credentials: BackstageCredentials): Promise<boolean> {
    const { permissions, factsOf } = this.#options;
    const [{ result }] = await permissions.authorize(
      [{ permission: platformPermissions.clusterAdminister }],
      { credentials },
    );
    if (result !== AuthorizeResult.ALLOW) {
      return false;
    }
    // An access token of less scope takes these powers away.
    const facts = await factsOf(credentials);
    return facts?.scope === 'session' || facts?.scope === 'admin';
  }
}

/** The entity with no annotations but these. */
function withAnnotations(
  entity: Entity,
  annotations: Record<string, string>,
): Entity {
  return { ...entity, metadata: { ...entity.metadata, annotations } };
}
