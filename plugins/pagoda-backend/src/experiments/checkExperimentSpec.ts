import {
  parseQuantity,
  type ExperimentSpec,
  type VolumeMount,
} from '@pagoda/plugin-pagoda-common';
import { invalidInput, type Problem } from '../http/errors';
import { checkSecretMounts } from '../projects/secrets/checkSecretMounts';
import { ParameterValidator } from './ParameterValidator';

/** All files of a definition together, in bytes of UTF-8. */
const FILES_LIMIT = 512 * 1024;

/** Command and environment together, in bytes of JSON: each run has its copy. */
const DEFINITION_LIMIT = 64 * 1024;

/**
 * What the OpenAPI document cannot say of a definition.
 *
 * @param field - where the definition stands in the request, such as `spec`
 * @throws ApiError 400.
 */
export function checkExperimentSpec(spec: ExperimentSpec, field: string): void {
  const problems: Problem[] = [];
  const files = spec.files ?? [];
  const bytes = files.reduce(
    (sum, file) => sum + Buffer.byteLength(file.content),
    0,
  );
  const paths = new Set<string>();
  const folders = new Set(files.flatMap(file => foldersOf(file.path)));
  files.forEach((file, index) => {
    if (paths.has(file.path) || folders.has(file.path)) {
      problems.push({
        field: `${field}.files.${index}.path`,
        message: paths.has(file.path)
          ? `'${file.path}' is there twice; give each file a path of its own`
          : `'${file.path}' is also the folder of another file; rename one`,
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
  const definitionBytes = Buffer.byteLength(
    JSON.stringify([spec.command, spec.environment]),
  );
  if (definitionBytes > DEFINITION_LIMIT) {
    problems.push({
      field: `${field}.command`,
      message: `and environment are ${definitionBytes} bytes together; at most ${DEFINITION_LIMIT} fit, so put code into files`,
    });
  }
  problems.push(...checkMounts(spec.volumes, `${field}.volumes`));
  problems.push(...checkResources(spec.resources, `${field}.resources`));
  problems.push(
    ...checkSecretMounts(
      spec.secrets,
      `${field}.secrets`,
      Object.keys(spec.environment ?? {}),
    ),
  );
  problems.push(...checkServices(spec.services, `${field}.services`));
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

/**
 * What is wrong with mounts of volumes beyond their form: each volume and each path may be there once, and none inside
 * another.
 *
 * @param others - mounts that these are added to; one of the same volume is replaced
 */
export function checkMounts(
  mounts: VolumeMount[] = [],
  field: string,
  others: VolumeMount[] = [],
): Problem[] {
  const names = new Set(mounts.map(mount => mount.name));
  const seen = others.filter(mount => !names.has(mount.name));
  return mounts.flatMap((mount, index) => {
    const sameName = seen.some(other => other.name === mount.name);
    const near = seen.find(other => overlap(other.path, mount.path));
    seen.push(mount);
    if (sameName) {
      return [
        {
          field: `${field}.${index}.name`,
          message: `volume '${mount.name}' is there twice; mount it once`,
        },
      ];
    }
    return near
      ? [
          {
            field: `${field}.${index}.path`,
            message: `'${mount.path}' and '${near.path}' of volume '${near.name}' are in each other's way; mount each volume at a path of its own`,
          },
        ]
      : [];
  });
}

/** Whether one path is the other, or lies below it. */
function overlap(a: string, b: string): boolean {
  return a === b || a.startsWith(`${b}/`) || b.startsWith(`${a}/`);
}

/** What is wrong with asked resources beyond their form. */
export function checkResources(
  resources: ExperimentSpec['resources'],
  field: string,
): Problem[] {
  const problems: Problem[] = [];
  if (resources?.cpu !== undefined) {
    const cores = parseQuantity(resources.cpu);
    const isBytes = /[kMGTP]i?$/.test(resources.cpu);
    if (isBytes || cores <= 0 || cores > 100_000) {
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

/** The folders that a path goes through: `a` and `a/b` of `a/b/c`. */
function foldersOf(path: string): string[] {
  const names = path.split('/').slice(0, -1);
  return names.map((_, i) => names.slice(0, i + 1).join('/'));
}

/** Names of containers that are the run's own, or PAGoDA's. */
const TAKEN = ['main', 'tools'];

/** What is wrong with helper services beyond their form. */
function checkServices(
  services: ExperimentSpec['services'] = [],
  field: string,
): Problem[] {
  const names = services.map(({ name }) => name);
  return services.flatMap(({ name, resources }, index) => [
    ...(TAKEN.includes(name)
      ? [
          {
            field: `${field}.${index}.name`,
            message: `'${name}' is the name of a container of the run's own; choose another`,
          },
        ]
      : []),
    ...(names.indexOf(name) < index
      ? [
          {
            field: `${field}.${index}.name`,
            message: `'${name}' is there twice; give each service a name of its own`,
          },
        ]
      : []),
    ...checkResources(resources, `${field}.${index}.resources`),
  ]);
}
