import type {
  ExperimentSpec,
  Parameters,
  Resources,
  Retries,
  RunSpec,
  VolumeMount,
} from '@pagoda/plugin-pagoda-common';
import { ParameterValidator } from '../experiments/ParameterValidator';
import {
  DEFAULT_RESOURCES,
  DEFAULT_SERVICE_RESOURCES,
  DEFAULT_TIMEOUT_SECONDS,
} from './types';

/** What a submit may say on top of a definition. */
export interface RunOverrides {
  parameters?: Parameters;
  resources?: Resources;
  volumes?: VolumeMount[];
  timeoutSeconds?: number;
  retries?: Retries;
  queue?: string;
  priorityClass?: string;
}

/**
 * What is to be executed: the definition with what the submit says on top, complete in itself.
 *
 * @throws ApiError 400 for parameters outside their schema.
 */
export function planRun(
  definition: ExperimentSpec,
  overrides: RunOverrides,
  parametersField: string = 'parameters',
): RunSpec {
  return {
    image: definition.image,
    command: definition.command,
    ...(definition.files && { files: definition.files }),
    ...(definition.environment && { environment: definition.environment }),
    parameters: ParameterValidator.apply(
      definition.parameterSchema,
      overrides.parameters ?? {},
      parametersField,
    ),
    resources: {
      ...DEFAULT_RESOURCES,
      ...definition.resources,
      ...overrides.resources,
    },
    volumes: mergeVolumes(definition.volumes, overrides.volumes),
    ...(definition.secrets && { secrets: definition.secrets }),
    ...(definition.services && {
      services: definition.services.map(service => ({
        ...service,
        resources: { ...DEFAULT_SERVICE_RESOURCES, ...service.resources },
      })),
    }),
    ...(definition.nodeSelector && { nodeSelector: definition.nodeSelector }),
    ...(definition.tolerations && { tolerations: definition.tolerations }),
    timeoutSeconds:
      overrides.timeoutSeconds ??
      definition.timeoutSeconds ??
      DEFAULT_TIMEOUT_SECONDS,
    retries: {
      limit: 0,
      backoffSeconds: 10,
      ...definition.retries,
      ...overrides.retries,
    },
    ...(overrides.queue && { queue: overrides.queue }),
    ...(overrides.priorityClass && {
      priorityClass: overrides.priorityClass,
    }),
  };
}

/** The same name replaces. */
function mergeVolumes(
  base: VolumeMount[] = [],
  more: VolumeMount[] = [],
): VolumeMount[] {
  const replaced = new Set(more.map(volume => volume.name));
  return [...base.filter(volume => !replaced.has(volume.name)), ...more].map(
    volume => ({ ...volume, readOnly: volume.readOnly ?? true }),
  );
}
