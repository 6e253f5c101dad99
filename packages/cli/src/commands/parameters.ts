import { readFileSync } from 'node:fs';
import type { ExperimentSpec } from '@pagoda/plugin-pagoda-common';
import { CliError, EXIT } from '../context/CliError';
import { parsePair } from './values';

type Schema = ExperimentSpec['parameterSchema'];

/** What is used of the schema of one parameter. */
interface ValueSchema {
  type?: string | string[];
  enum?: unknown[];
}

/**
 * Values from `--param name=value`: text stays text where the experiment's schema wants text, and is read as JSON where it
 * wants something else. `name=@FILE` takes the value from a file, `@-` from stdin; `@@…` is a text that begins with `@`.
 */
export function parseParameters(
  pairs: string[],
  schema: Schema | undefined,
): Record<string, unknown> {
  return Object.fromEntries(
    pairs.map(pair => {
      const [name, text] = parsePair(pair, '--param');
      return [name, parseValue(readValue(name, text), schemaOf(schema, name))];
    }),
  );
}

/**
 * Lists of values from `--matrix name=v1,v2…`. A JSON array is taken as it is, for values with commas.
 *
 * @param option - for the messages, such as `--matrix`
 */
export function parseValueLists(
  pairs: string[],
  option: string,
  schema: Schema | undefined,
): Record<string, unknown[]> {
  return Object.fromEntries(
    pairs.map(pair => {
      const [name, text] = parsePair(pair, option);
      if (text.startsWith('[')) {
        return [name, parseArray(text, `${option} ${name}`)];
      }
      const one = schemaOf(schema, name);
      return [name, text.split(',').map(value => parseValue(value, one))];
    }),
  );
}

/** A value of the command line as its schema wants it. What fits nothing stays text: the server says what is wrong. */
export function parseValue(
  text: string,
  schema: ValueSchema | undefined,
): unknown {
  const types = schema?.type === undefined ? undefined : [schema.type].flat();
  const choice = schema?.enum?.find(value => asText(value) === text);
  if (choice !== undefined) {
    return choice;
  }
  const parsed = parseJson(text);
  if (types === undefined) {
    return parsed ?? text;
  }
  return parsed !== undefined && typesOf(parsed).some(t => types.includes(t))
    ? parsed
    : text;
}

function schemaOf(
  schema: Schema | undefined,
  name: string,
): ValueSchema | undefined {
  const properties: Record<string, ValueSchema> = schema?.properties ?? {};
  return Object.hasOwn(properties, name) ? properties[name] : undefined;
}

function typesOf(value: unknown): string[] {
  if (value === null) {
    return ['null'];
  }
  if (Array.isArray(value)) {
    return ['array'];
  }
  return Number.isInteger(value) ? ['integer', 'number'] : [typeof value];
}

function readValue(name: string, text: string): string {
  if (!text.startsWith('@')) {
    return text;
  }
  if (text.startsWith('@@')) {
    return text.slice(1);
  }
  const file = text.slice(1);
  try {
    // An editor ends the last line; a value has no such end.
    return readFileSync(file === '-' ? 0 : file, 'utf8').replace(/\r?\n$/, '');
  } catch (error) {
    throw new CliError(
      `--param ${name}: ${file} cannot be read: ${messageOf(error)}`,
      EXIT.usage,
      `For a text that begins with @, write ${name}=@@…`,
    );
  }
}

function parseArray(text: string, option: string): unknown[] {
  try {
    return JSON.parse(text) as unknown[];
  } catch (error) {
    throw new CliError(
      `${option} is not a JSON array: ${messageOf(error)}`,
      EXIT.usage,
      'Write values with commas between them, or an array such as \'["a,b","c"]\'.',
    );
  }
}

/** `undefined` when it is not JSON, which has no such value. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function asText(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
