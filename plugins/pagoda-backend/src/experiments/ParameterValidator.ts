import Ajv2020, { type ValidateFunction } from 'ajv/dist/2020';
import addFormats from 'ajv-formats';
import type { ExperimentSpec, Parameters } from '@pagoda/plugin-pagoda-common';
import { describeProblems } from '../http/describeProblems';
import { invalidInput, type Problem } from '../http/errors';
import { checkParameterSchema } from './checkParameterSchema';

/** The JSON Schema of an experiment's parameters. */
export type ParameterSchema = NonNullable<ExperimentSpec['parameterSchema']>;

/** Compiled schemas that are kept; a sweep then compiles once for all of its points. */
const KEPT = 200;

/** What the form needs beside the schema. */
const FORM_KEYWORDS = [
  'ui:widget',
  'ui:field',
  'ui:options',
  'ui:order',
  'ui:title',
  'ui:description',
  'ui:help',
  'ui:placeholder',
  'ui:autofocus',
  'ui:enumNames',
  'enumNames',
  'unit',
];

/** Keywords beside which `additionalProperties` would not see all properties that are described. */
const COMPOSING = ['$ref', 'allOf', 'anyOf', 'oneOf', 'if', 'dependentSchemas'];

/** Checks parameter values against the JSON Schema of an experiment, and fills in its defaults. */
export class ParameterValidator {
  static readonly #compiled = new Map<string, ValidateFunction>();

  /** What is wrong with a schema itself. */
  static checkSchema(schema: ParameterSchema, field: string): Problem[] {
    const problems = checkParameterSchema(schema, field);
    if (problems.length > 0) {
      return problems;
    }
    try {
      ParameterValidator.#compile(schema);
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      return [
        {
          field,
          message: `is not a JSON Schema (2020-12): ${message.replace(/^strict mode: /, '')}`,
        },
      ];
    }
    return ParameterValidator.#checkDefaults(schema, field);
  }

  /**
   * The values with defaults filled in.
   *
   * @param field - where the values stand in the request, such as `parameters`
   * @throws ApiError 400 that names each wrong value.
   */
  static apply(
    schema: ParameterSchema | undefined,
    values: Parameters,
    field: string,
  ): Parameters {
    if (!schema) {
      return values;
    }
    const filled = structuredClone(values);
    const validate = ParameterValidator.#compile(schema);
    if (!validate(filled)) {
      throw invalidInput(describeProblems(validate.errors ?? [], field));
    }
    return filled;
  }

  /** A default that the schema itself refuses would fail every run that relies on it. */
  static #checkDefaults(schema: ParameterSchema, field: string): Problem[] {
    const validate = ParameterValidator.#compile({ ...schema, required: [] });
    for (const [name, property] of Object.entries(schema.properties ?? {})) {
      const value = (property as { default?: unknown }).default;
      if (value !== undefined && !validate({ [name]: value })) {
        return describeProblems(validate.errors ?? [], '')
          .filter(problem => problem.field.split('.')[0] === name)
          .map(({ message }) => ({
            field: `${field}.properties.${name}.default`,
            message,
          }));
      }
    }
    return [];
  }

  static #compile(schema: ParameterSchema): ValidateFunction {
    const key = JSON.stringify(schema);
    const known = ParameterValidator.#compiled.get(key);
    if (known) {
      return known;
    }
    // An own instance each: schemas of users may carry the same $id.
    const ajv = new Ajv2020({
      allErrors: true,
      verbose: true,
      strictSchema: true,
      strictTypes: false,
      useDefaults: true,
    });
    addFormats(ajv);
    ajv.addVocabulary(FORM_KEYWORDS);
    const validate = ajv.compile(closed(schema));
    if (ParameterValidator.#compiled.size >= KEPT) {
      const [oldest] = ParameterValidator.#compiled.keys();
      ParameterValidator.#compiled.delete(oldest);
    }
    ParameterValidator.#compiled.set(key, validate);
    return validate;
  }
}

/** A misspelt parameter must not pass silently, so a schema that says nothing of others takes none. */
function closed(schema: ParameterSchema): Record<string, unknown> {
  const keyword = COMPOSING.some(name => Object.hasOwn(schema, name))
    ? 'unevaluatedProperties'
    : 'additionalProperties';
  return Object.hasOwn(schema, 'additionalProperties') ||
    Object.hasOwn(schema, 'unevaluatedProperties')
    ? schema
    : { ...schema, [keyword]: false };
}
