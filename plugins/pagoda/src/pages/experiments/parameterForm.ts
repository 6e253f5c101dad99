import type { ExperimentSpec, Parameters } from '@pagoda/plugin-pagoda-common';

/** One parameter as the form shows it. */
export interface ParameterField {
  name: string;
  label: string;
  description?: string;
  kind: 'text' | 'number' | 'integer' | 'boolean' | 'choice' | 'json';
  choices?: string[];
  required: boolean;
  /** What is filled in at first. */
  initial: string | boolean;
  /** Such as `1 to 10000000`. */
  range?: string;
}

interface Property {
  type?: string | string[];
  title?: string;
  description?: string;
  default?: unknown;
  enum?: unknown[];
  minimum?: number;
  maximum?: number;
  minLength?: number;
}

/** The fields of an experiment's parameters. */
export function toFields(
  schema: ExperimentSpec['parameterSchema'],
): ParameterField[] {
  const required = new Set(schema?.required ?? []);
  return Object.entries(
    (schema?.properties ?? {}) as Record<string, Property>,
  ).map(([name, property]) => {
    const kind = kindOf(property);
    return {
      name,
      label: property.title ?? name,
      description: property.description,
      kind,
      choices: property.enum?.map(String),
      required: required.has(name),
      initial: initialOf(kind, property.default),
      range: rangeOf(property),
    };
  });
}

function kindOf(property: Property): ParameterField['kind'] {
  if (property.enum) {
    return 'choice';
  }
  switch (property.type) {
    case 'string':
      return 'text';
    case 'number':
    case 'integer':
    case 'boolean':
      return property.type;
    default:
      return 'json';
  }
}

function initialOf(kind: ParameterField['kind'], value: unknown) {
  if (kind === 'boolean') {
    return value === true;
  }
  if (value === undefined) {
    return '';
  }
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function rangeOf({ minimum, maximum }: Property): string | undefined {
  if (minimum !== undefined && maximum !== undefined) {
    return `${minimum} to ${maximum}`;
  }
  if (minimum !== undefined) {
    return `at least ${minimum}`;
  }
  return maximum === undefined ? undefined : `at most ${maximum}`;
}

/**
 * The parameters that the form stands for; what is empty is left to its default.
 *
 * @returns `problems` by name where a value cannot be sent; the server checks the rest
 */
export function toParameters(
  fields: ParameterField[],
  values: Record<string, string | boolean>,
  schema: ExperimentSpec['parameterSchema'],
): { parameters: Parameters; problems: Record<string, string> } {
  const parameters: Record<string, unknown> = {};
  const problems: Record<string, string> = {};
  for (const field of fields) {
    const value = values[field.name] ?? field.initial;
    if (typeof value === 'boolean') {
      parameters[field.name] = value;
      continue;
    }
    if (value.trim() === '') {
      if (field.required) {
        problems[field.name] = 'A value is needed.';
      }
      continue;
    }
    try {
      parameters[field.name] = parse(field, value.trim(), schema);
    } catch (error) {
      problems[field.name] = (error as Error).message;
    }
  }
  return { parameters, problems };
}

function parse(
  field: ParameterField,
  text: string,
  schema: ExperimentSpec['parameterSchema'],
): unknown {
  switch (field.kind) {
    case 'number':
    case 'integer': {
      const number = Number(text);
      if (!Number.isFinite(number)) {
        throw new Error('It must be a number.');
      }
      if (field.kind === 'integer' && !Number.isInteger(number)) {
        throw new Error('It must be a whole number.');
      }
      return number;
    }
    case 'choice': {
      const property = schema?.properties?.[field.name] as Property | undefined;
      return property?.enum?.find(one => String(one) === text) ?? text;
    }
    case 'json':
      try {
        return JSON.parse(text);
      } catch {
        throw new Error('It must be JSON, such as [1, 2] or "text".');
      }
    default:
      return text;
  }
}
