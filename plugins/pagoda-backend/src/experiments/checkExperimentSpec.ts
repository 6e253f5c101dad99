import {
  parseQuantity,
  type ExperimentSpec,
} from '@pagoda/plugin-pagoda-common';
import { invalidInput, type Problem } from '../http/errors';
import { ParameterValidator } from './ParameterValidator';

/** All files of a definition together, in bytes of UTF-8. */
const FILES_LIMIT = 512 * 1024;

/**
 * What the OpenAPI document cannot say of a definition.
 *
 * @param field - where the definition stands in the request, such as `spec`
 * @throws ApiError 400.
 */
export function checkExperimentSpec(spec: ExperimentSpec, field: string): void {
  const problems: Problem[] = [];
  const paths = new Set<string>();
  let bytes = 0;
  (spec.files ?? []).forEach((file, index) => {
    bytes += Buffer.byteLength(file.content);
    if (paths.has(file.path)) {
      problems.push({
        field: `${field}.files.${index}.path`,
        message: `'${file.path}' is there twice; give each file a path of its own`,
      });
    }
    paths.add(file.path);
  });
  if (bytes > FILES_LIMIT) {
    problems.push({
      field: `${field}.files`,
      message: `are ${bytes} bytes together; at most ${FILES_LIMIT} fit, so put data into a volume`,
    });
  }
  const mounts = new Set<string>();
  (spec.volumes ?? []).forEach((volume, index) => {
    if (mounts.has(volume.path)) {
      problems.push({
        field: `${field}.volumes.${index}.path`,
        message: `'${volume.path}' is there twice; mount each volume at a path of its own`,
      });
    }
    mounts.add(volume.path);
  });
  problems.push(...checkResources(spec.resources, `${field}.resources`));
  if (spec.parameterSchema) {
    problems.push(
      ...ParameterValidator.checkSchema(
        spec.parameterSchema,
        `${field}.parameterSchema`,
      ),
    );
  }
  if (problems.length > 0) {
    throw invalidInput(problems);
  }
}

/** What is wrong with asked resources beyond their form. */
export function checkResources(
  resources: ExperimentSpec['resources'],
  field: string,
): Problem[] {
  const problems: Problem[] = [];
  if (resources?.cpu !== undefined) {
    const cores = parseQuantity(resources.cpu);
    if (cores <= 0 || cores > 100_000) {
      problems.push({
        field: `${field}.cpu`,
        message: `'${resources.cpu}' is not an amount of cores; write such as 500m or 2`,
      });
    }
  }
  if (
    resources?.memory !== undefined &&
    parseQuantity(resources.memory) < 2 ** 20
  ) {
    problems.push({
      field: `${field}.memory`,
      message: `'${resources.memory}' is less than 1Mi; write bytes with a unit, such as 512Mi`,
    });
  }
  return problems;
}
