import type { ComponentEntity } from '@backstage/catalog-model';
import {
  PAGE_PATHS,
  PAGODA_ANNOTATIONS,
  PAGODA_ENTITY_TYPES,
} from '@pagoda/plugin-pagoda-common';
import { kubernetesAnnotations } from '../kubernetesTab/kubernetesAnnotations';
import { entityMetadata } from './entityMetadata';
import { entityRef } from './entityNames';
import type { EntityBuilder, ExperimentRecord } from './types';

/** An experiment as a Component of its project, depending on its volumes. */
export const buildExperimentEntity: EntityBuilder<ExperimentRecord> = (
  experiment,
  options,
): ComponentEntity => {
  const { project, name } = experiment;
  return {
    apiVersion: 'backstage.io/v1alpha1',
    kind: 'Component',
    metadata: entityMetadata(
      experiment,
      {
        title: experiment.title,
        description: experiment.description,
        annotations: {
          [PAGODA_ANNOTATIONS.project]: project,
          [PAGODA_ANNOTATIONS.experiment]: name,
          ...kubernetesAnnotations({
            ...{ project, experiment: name },
            namespacePrefix: options.namespacePrefix,
          }),
        },
        tags: [imageName(experiment.image)],
        page: PAGE_PATHS.experiment(project, name),
      },
      options,
    ),
    spec: {
      type: PAGODA_ENTITY_TYPES.experiment,
      lifecycle: 'experimental',
      owner: experiment.owner,
      system: entityRef({ kind: 'project', name: project }),
      // Not on a cluster, which everybody sees: its page would name the experiments of all projects. Nor do volumes.
      dependsOn: experiment.volumes.map(volume =>
        entityRef({ kind: 'volume', project, name: volume }),
      ),
    },
  };
};

/** `node` of `docker.io/library/node:24@sha256:…`. */
function imageName(image: string): string {
  const last = image.split('@')[0].split('/').pop() ?? '';
  return last.split(':')[0];
}
