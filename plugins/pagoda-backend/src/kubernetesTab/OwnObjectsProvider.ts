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
import { kubernetesAnnotations } from './kubernetesAnnotations';

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
 * Administrators see the objects of all entities. Others see those of their own projects' entities, in the namespace and
 * by the labels that PAGoDA gives, whatever an entity claims: the Kubernetes plugin itself knows one yes or no alone.
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
    const annotations = entity.metadata.annotations ?? {};
    const project = annotations[PAGODA_ANNOTATIONS.project];
    const facts = await factsOf(credentials);
    if (project === undefined || !facts?.projects.includes(project)) {
      throw new NotAllowedError(
        'You see the Kubernetes objects of experiments in your own projects; all others are for administrators',
      );
    }
    return {
      ...entity,
      metadata: {
        ...entity.metadata,
        annotations: {
          ...annotations,
          ...kubernetesAnnotations({
            project,
            experiment: annotations[PAGODA_ANNOTATIONS.experiment],
            namespacePrefix,
          }),
        },
      },
    };
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
