import type { ErrorObject } from 'ajv';
import type { Problem } from './errors';

interface Schema {
  description?: string;
  properties?: Record<string, unknown>;
  oneOf?: { required?: string[] }[];
}

const FORMATS: Record<string, string> = {
  'date-time': 'must be a date and time such as 2026-01-31T12:00:00Z',
  uuid: 'must be an id such as 01993f2e-7c1a-7def-8a40-5d6f0a1b2c3d',
};

/**
 * Says in plain words what Ajv found wrong: which field, and what would be right.
 *
 * @param errors - from a validator made with `allErrors` and `verbose`
 * @param root - put before each field, such as `parameters`
 */
export function describeProblems(
  errors: ErrorObject[],
  root: string = '',
): Problem[] {
  const problems = errors
    // What each branch of a oneOf misses says less than the oneOf itself.
    .filter(error => !/\/oneOf\/\d+\//.test(error.schemaPath))
    // A misspelt name is unknown, and leaves the right one missing: the cause comes first.
    .sort((a, b) => Number(isUnknown(b)) - Number(isUnknown(a)))
    .map(error => describe(error, root));
  return problems.length > 0 ? problems : errors.map(e => describe(e, root));
}

function describe(error: ErrorObject, root: string): Problem {
  const path = [root, ...segments(error.instancePath)].filter(Boolean);
  const schema = (error.parentSchema ?? {}) as Schema;
  const params = error.params as Record<string, unknown>;
  const at = (name?: unknown) =>
    [...path, ...(name === undefined ? [] : [String(name)])].join('.') ||
    'body';
  switch (error.keyword) {
    case 'additionalProperties':
    case 'unevaluatedProperties': {
      const known = Object.keys(schema.properties ?? {});
      return {
        field: at(params.additionalProperty ?? params.unevaluatedProperty),
        message:
          known.length > 0
            ? `is not known here; known are ${known.join(', ')}`
            : 'is not known here; nothing is expected',
      };
    }
    case 'minimum':
    case 'maximum':
    case 'exclusiveMinimum':
    case 'exclusiveMaximum':
    case 'multipleOf':
      return {
        field: at(),
        message: `${error.message}, not ${quoted(error.data)}`,
      };
    case 'minLength':
    case 'maxLength':
      return {
        field: at(),
        message: `must have ${least(error.keyword)} ${params.limit} characters`,
      };
    case 'minItems':
    case 'maxItems':
      return {
        field: at(),
        message: `must have ${least(error.keyword)} ${params.limit} items, not ${
          (error.data as unknown[]).length
        }`,
      };
    case 'maxProperties':
    case 'minProperties':
      return {
        field: at(),
        message: `must have ${least(error.keyword)} ${params.limit} entries`,
      };
    case 'required':
      return { field: at(params.missingProperty), message: 'is required' };
    case 'type':
      return {
        field: at(),
        message: `must be ${article(params.type)}, not ${typeName(error.data)}`,
      };
    case 'enum':
      return {
        field: at(),
        message: `must be one of ${(params.allowedValues as unknown[])
          .map(String)
          .join(', ')}`,
      };
    case 'const':
      return { field: at(), message: `must be ${String(params.allowedValue)}` };
    case 'pattern':
      return {
        field: at(),
        message: schema.description
          ? `${quoted(error.data)} does not fit: ${lowerFirst(
              schema.description,
            )} is wanted, matching ${params.pattern}`
          : `${quoted(error.data)} must match ${params.pattern}`,
      };
    case 'format':
      return {
        field: at(),
        message:
          FORMATS[String(params.format)] ?? `must be a valid ${params.format}`,
      };
    case 'oneOf': {
      const names = (schema.oneOf ?? []).flatMap(one => one.required ?? []);
      return {
        field: at(names[0]),
        message:
          names.length > 0
            ? `give exactly one of ${names.join(', ')}`
            : (error.message ?? 'fits none of the forms'),
      };
    }
    default:
      return { field: at(), message: error.message ?? error.keyword };
  }
}

function isUnknown({ keyword }: ErrorObject): boolean {
  return (
    keyword === 'additionalProperties' || keyword === 'unevaluatedProperties'
  );
}

function least(keyword: string): string {
  return keyword.startsWith('min') ? 'at least' : 'at most';
}

/** The parts of a JSON pointer (RFC 6901). */
function segments(pointer: string): string[] {
  return pointer
    .split('/')
    .slice(1)
    .map(part => part.replace(/~1/g, '/').replace(/~0/g, '~'));
}

function article(type: unknown): string {
  const withArticle = (name: string) => {
    if (name === 'null') {
      return name;
    }
    return /^[aeiou]/.test(name) ? `an ${name}` : `a ${name}`;
  };
  return ([] as unknown[])
    .concat(type)
    .map(String)
    .map(withArticle)
    .join(' or ');
}

function typeName(value: unknown): string {
  if (value === null) {
    return 'null';
  }
  return article(Array.isArray(value) ? 'array' : typeof value);
}

function quoted(value: unknown): string {
  const text = String(value);
  return `'${text.length > 60 ? `${text.slice(0, 57)}...` : text}'`;
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}
