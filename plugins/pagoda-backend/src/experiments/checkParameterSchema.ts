import type { Problem } from '../http/errors';
import { isParameterName, PARAMETER_NAME_RULE } from './checkParameters';
import type { ParameterSchema } from './ParameterValidator';

/** A schema as JSON, in bytes. */
const SIZE_LIMIT = 64 * 1024;
const MAX_DEPTH = 32;

/** What is wrong with a parameter schema though it may be a JSON Schema: names, size, and patterns that could run forever. */
export function checkParameterSchema(
  schema: ParameterSchema,
  field: string,
): Problem[] {
  const size = Buffer.byteLength(JSON.stringify(schema));
  if (size > SIZE_LIMIT) {
    return [
      { field, message: `is ${size} bytes of JSON; at most ${SIZE_LIMIT} fit` },
    ];
  }
  const variables = new Map<string, string>();
  for (const name of Object.keys(schema.properties ?? {})) {
    if (!isParameterName(name)) {
      return [
        {
          field: `${field}.properties.${name}`,
          message: PARAMETER_NAME_RULE,
        },
      ];
    }
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
  return checkPatterns(schema, field, 0);
}

function checkPatterns(value: unknown, path: string, depth: number): Problem[] {
  if (!value || typeof value !== 'object') {
    return [];
  }
  if (depth > MAX_DEPTH) {
    return [{ field: path, message: `is nested more than ${MAX_DEPTH} deep` }];
  }
  return Object.entries(value).flatMap(([key, child]) => {
    const field = `${path}.${key}`;
    const patterns = patternsOf(key, child);
    return patterns.some(mayRunForever)
      ? [
          {
            field,
            message:
              'repeats a group that repeats or branches inside, such as (a+)+; such a pattern may take forever, so write it without',
          },
        ]
      : checkPatterns(child, field, depth + 1);
  });
}

function patternsOf(key: string, value: unknown): string[] {
  if (key === 'pattern' && typeof value === 'string') {
    return [value];
  }
  return key === 'patternProperties' && value && typeof value === 'object'
    ? Object.keys(value)
    : [];
}

/**
 * Whether a regular expression repeats a group that itself repeats or branches. Those are what makes matching exponential;
 * a few harmless ones are refused with them.
 */
function mayRunForever(pattern: string): boolean {
  const text = pattern.replace(/\\./g, 'x').replace(/\[[^\]]*\]/g, 'x');
  const groups: boolean[] = [];
  for (let i = 0; i < text.length; i += 1) {
    const char = text[i];
    if (char === '(') {
      groups.push(false);
    } else if (char === ')') {
      const branches = groups.pop() ?? false;
      const repeats = /^(?:[*+]|\{\d+,)/.test(text.slice(i + 1));
      if (branches && repeats) {
        return true;
      }
      if (groups.length > 0 && (branches || repeats)) {
        groups[groups.length - 1] = true;
      }
    } else if (groups.length > 0 && /^(?:[*+|]|\{\d+,)/.test(text.slice(i))) {
      groups[groups.length - 1] = true;
    }
  }
  return false;
}
