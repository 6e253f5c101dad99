import { InputError } from '@backstage/errors';

/** One parameter as people fill it into a form. */
export interface ParameterRow {
  name: string;
  type: 'integer' | 'number' | 'string' | 'boolean';
  title?: string;
  description?: string;
  /** As text; read as the type says. */
  default?: string;
  minimum?: number;
  maximum?: number;
  /** The values it may have, as text; any value when there are none. */
  choices?: string[];
  required?: boolean;
}

/**
 * Makes a JSON Schema of a list of parameters.
 *
 * @throws InputError when a name occurs twice, or a value is not of its type.
 */
export function toParameterSchema(rows: ParameterRow[]): {
  type: 'object';
  additionalProperties: false;
  properties: Record<string, Record<string, unknown>>;
  required: string[];
} {
  const properties: Record<string, Record<string, unknown>> = {};
  for (const row of rows) {
    const { name, type, title, description, minimum, maximum } = row;
    if (Object.hasOwn(properties, name)) {
      throw new InputError(
        `parameters: there are two of the name '${name}'; each needs a name of its own`,
      );
    }
    const numeric = type === 'integer' || type === 'number';
    const choices = row.choices?.filter(choice => choice !== '') ?? [];
    const property = {
      type,
      title: title || undefined,
      description: description || undefined,
      minimum: numeric ? minimum : undefined,
      maximum: numeric ? maximum : undefined,
      enum:
        choices.length > 0
          ? choices.map(choice => toValue(row, choice))
          : undefined,
      default:
        row.default === undefined || (row.default === '' && type !== 'string')
          ? undefined
          : toValue(row, row.default),
    };
    properties[name] = Object.fromEntries(
      Object.entries(property).filter(([, value]) => value !== undefined),
    );
  }
  return {
    type: 'object',
    additionalProperties: false,
    properties,
    required: rows.filter(row => row.required).map(({ name }) => name),
  };
}

function toValue({ name, type }: ParameterRow, text: string): unknown {
  if (type === 'string') {
    return text;
  }
  if (type === 'boolean') {
    if (text === 'true' || text === 'false') {
      return text === 'true';
    }
    throw new InputError(
      `parameters: '${text}' is no value for ${name}; write true or false`,
    );
  }
  const value = Number(text);
  if (
    text.trim() === '' ||
    !Number.isFinite(value) ||
    (type === 'integer' && !Number.isInteger(value))
  ) {
    throw new InputError(
      `parameters: '${text}' is no value for ${name}; write ${
        type === 'integer' ? 'a whole number' : 'a number'
      }`,
    );
  }
  return value;
}
