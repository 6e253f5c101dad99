import type { ExperimentSpec } from '@pagoda/plugin-pagoda-common';
import {
  toParameters,
  type ParameterField,
} from '../pages/experiments/parameterForm';

type Schema = ExperimentSpec['parameterSchema'];

/** What stands in the inputs, by parameter. */
export type Texts = Record<string, string | boolean>;

/** What the inputs show for values that the form holds already, as after going back a step. */
export function toTexts(fields: ParameterField[], value: unknown): Texts {
  const given = asRecord(value);
  const texts: Texts = {};
  for (const { name, kind } of fields) {
    if (Object.hasOwn(given, name)) {
      const one = given[name];
      texts[name] =
        kind === 'boolean' && typeof one === 'boolean' ? one : textOf(one);
    }
  }
  return texts;
}

/**
 * The values that the inputs stand for. A text that cannot be read stays text, so that it is not lost; `problems` says
 * by name what is wrong.
 */
export function toValues(
  fields: ParameterField[],
  texts: Texts,
  schema: Schema,
): { value: Record<string, unknown>; problems: Record<string, string> } {
  const { parameters, problems } = toParameters(fields, texts, schema);
  const value: Record<string, unknown> = { ...parameters };
  for (const name of Object.keys(problems)) {
    const text = texts[name];
    if (typeof text === 'string' && text.trim() !== '') {
      value[name] = text;
    }
  }
  for (const field of fields) {
    if (!(field.name in problems) && Object.hasOwn(value, field.name)) {
      const problem = problemOf(field.name, value[field.name], schema);
      if (problem) {
        problems[field.name] = problem;
      }
    }
  }
  return { value, problems };
}

/** What the inputs of a sweep show for lists of values that the form holds already. */
export function toListTexts(
  fields: ParameterField[],
  value: unknown,
): Record<string, string> {
  const given = asRecord(value);
  const texts: Record<string, string> = {};
  for (const { name } of fields) {
    const list = Object.hasOwn(given, name) ? given[name] : undefined;
    if (Array.isArray(list)) {
      texts[name] = list.some(one => textOf(one).includes(','))
        ? JSON.stringify(list)
        : list.map(textOf).join(', ');
    }
  }
  return texts;
}

/** The lists of values that the inputs of a sweep stand for: `1, 2, 5`, `1..10`, `0..1..0.25` or a JSON array. */
export function toLists(
  fields: ParameterField[],
  texts: Record<string, string>,
  schema: Schema,
): { value: Record<string, unknown[]>; problems: Record<string, string> } {
  const value: Record<string, unknown[]> = {};
  const problems: Record<string, string> = {};
  for (const field of fields) {
    const text = texts[field.name]?.trim() ?? '';
    if (text === '') {
      continue;
    }
    try {
      const list = toList(field, text, schema);
      value[field.name] = list;
      const problem = list
        .map(one => problemOf(field.name, one, schema))
        .find(Boolean);
      if (problem) {
        problems[field.name] = problem;
      }
    } catch (error) {
      // Kept as it stands, so that it is not lost.
      value[field.name] = [text];
      problems[field.name] = (error as Error).message;
    }
  }
  return { value, problems };
}

/** A sweep has at most as many points. */
const MOST_VALUES = 10_000;

function toList(
  field: ParameterField,
  text: string,
  schema: Schema,
): unknown[] {
  if (text.startsWith('[')) {
    const parsed = parseArray(text);
    if (parsed) {
      return parsed;
    }
  }
  return text
    .split(',')
    .map(part => part.trim())
    .filter(part => part !== '')
    .flatMap(part =>
      field.kind === 'number' || field.kind === 'integer'
        ? (toRange(part) ?? [toValue(field, part, schema)])
        : [toValue(field, part, schema)],
    );
}

function parseArray(text: string): unknown[] | undefined {
  try {
    const parsed: unknown = JSON.parse(text);
    return Array.isArray(parsed) ? parsed : undefined;
  } catch {
    return undefined;
  }
}

/** `1..5` or `0..1..0.25`. */
function toRange(text: string): number[] | undefined {
  const match = /^(.+?)\.\.(.+?)(?:\.\.(.+))?$/.exec(text);
  if (!match) {
    return undefined;
  }
  const [from, to] = [Number(match[1]), Number(match[2])];
  const step = match[3] === undefined ? 1 : Number(match[3]);
  if (![from, to, step].every(Number.isFinite) || step <= 0 || to < from) {
    throw new Error('A range is written as 1..10 or, with a step, 0..1..0.1.');
  }
  const count = Math.floor((to - from) / step + 1e-9) + 1;
  if (count > MOST_VALUES) {
    throw new Error(`A sweep has at most ${MOST_VALUES} runs.`);
  }
  // Rounded: 0.1 + 0.2 shall be 0.3.
  return Array.from({ length: count }, (_, index) =>
    Number((from + index * step).toPrecision(12)),
  );
}

function toValue(field: ParameterField, text: string, schema: Schema): unknown {
  if (field.kind === 'boolean') {
    if (text !== 'true' && text !== 'false') {
      throw new Error('It must be true or false.');
    }
    return text === 'true';
  }
  const { parameters, problems } = toParameters(
    [field],
    { [field.name]: text },
    schema,
  );
  if (problems[field.name]) {
    throw new Error(`${text}: ${problems[field.name]}`);
  }
  return parameters[field.name];
}

interface Property {
  type?: string | string[];
  enum?: unknown[];
  minimum?: number;
  maximum?: number;
}

/** What is wrong with a value, as far as the form can tell; the server checks all. */
export function problemOf(
  name: string,
  value: unknown,
  schema: Schema,
): string | undefined {
  const property = schema?.properties?.[name] as Property | undefined;
  if (property?.enum && !property.enum.some(one => one === value)) {
    return `${textOf(value)}: It must be one of ${property.enum.map(textOf).join(', ')}.`;
  }
  const { type } = property ?? {};
  if (type === 'number' || type === 'integer') {
    if (typeof value !== 'number' || !Number.isFinite(value)) {
      return `${textOf(value)}: It must be a number.`;
    }
    if (type === 'integer' && !Number.isInteger(value)) {
      return `${value}: It must be a whole number.`;
    }
  }
  if (type === 'boolean' && typeof value !== 'boolean') {
    return `${textOf(value)}: It must be true or false.`;
  }
  if (typeof value === 'number') {
    if (property?.minimum !== undefined && value < property.minimum) {
      return `${value}: It must be at least ${property.minimum}.`;
    }
    if (property?.maximum !== undefined && value > property.maximum) {
      return `${value}: It must be at most ${property.maximum}.`;
    }
  }
  return undefined;
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function asRecord(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : {};
}
