import Ajv2020, { type ValidateFunction } from 'ajv/dist/2020';
import addFormats from 'ajv-formats';
import type { ExperimentSpec, Parameters } from '@pagoda/plugin-pagoda-common';
import { describeProblems } from '../http/describeProblems';
import { invalidInput, type Problem } from '../http/errors';

type ParameterSchema = NonNullable<ExperimentSpec['parameterSchema']>;

/** Compiled schemas that are kept; a sweep then compiles once for all of its points. */
const KEPT = 500;

/** Checks parameter values against the JSON Schema of an experiment, and fills in its defaults. */
export class ParameterValidator {
  static readonly #compiled = new Map<string, ValidateFunction>();

  /** What is wrong with a schema itself. */
  static checkSchema(schema: ParameterSchema, field: string): Problem[] {
    const names = Object.keys(schema.properties ?? {});
    const badName = names.find(name => !/^[A-Za-z_][A-Za-z0-9_-]*$/.test(name));
    if (badName !== undefined) {
      return [
        {
          field: `${field}.properties.${badName}`,
          message:
            'is not a name for a parameter; use letters, digits, - and _, a letter first',
        },
      ];
    }
    const variables = new Map<string, string>();
    for (const name of names) {
      const variable = name.toUpperCase().replace(/-/g, '_');
      const other = variables.get(variable);
      if (other !== undefined) {
        return [
          {
            field: `${field}.properties.${name}`,
            message: `becomes the same variable PAGODA_PARAM_${variable} as ${other}; rename one`,
          },
        ];
      }
      variables.set(variable, name);
    }
    try {
      ParameterValidator.#compile(schema);
      return [];
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      return [{ field, message: `is not a JSON Schema: ${message}` }];
    }
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
    // What the form needs beside the schema.
    ajv.addVocabulary(['ui:widget', 'ui:order', 'unit']);
    // A misspelt parameter must not pass silently, so a schema that says nothing of others takes none.
    const validate = ajv.compile({ additionalProperties: false, ...schema });
    if (ParameterValidator.#compiled.size >= KEPT) {
      const [oldest] = ParameterValidator.#compiled.keys();
      ParameterValidator.#compiled.delete(oldest);
    }
    ParameterValidator.#compiled.set(key, validate);
    return validate;
  }
}
