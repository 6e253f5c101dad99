import Ajv2020, { type ValidateFunction } from 'ajv/dist/2020';
import addFormats from 'ajv-formats';
import type { Contract, ContractOperation, JsonSchema } from './contract';
import { describeProblems } from './describeProblems';
import { invalidInput, type Problem } from './errors';

type Place = 'path' | 'query' | 'header';

/** What a request carries, as strings and parsed JSON. */
export interface RawRequest {
  path: Record<string, unknown>;
  query: Record<string, unknown>;
  header: Record<string, unknown>;
  body?: unknown;
}

/** The same, with defaults filled in and numbers and booleans made from strings. */
export interface ValidRequest {
  path: Record<string, unknown>;
  query: Record<string, unknown>;
  header: Record<string, unknown>;
  body: unknown;
}

/** Checks the requests and answers of one operation against the OpenAPI document. */
export class RequestValidator {
  readonly #places: Record<Place, ValidateFunction>;
  readonly #body?: ValidateFunction;
  readonly #bodyRequired: boolean;
  readonly #responses = new Map<string, ValidateFunction>();
  /** Statuses of answers without a body. */
  readonly #empty = new Set<string>();

  constructor(compilers: Compilers, operation: ContractOperation) {
    const place = (where: Place) =>
      compilers.strings.compile(parametersSchema(operation, where));
    this.#places = {
      path: place('path'),
      query: place('query'),
      header: place('header'),
    };
    const json = operation.requestBody?.content?.['application/json']?.schema;
    this.#body = json && compilers.json.compile(compilers.localize(json));
    this.#bodyRequired = operation.requestBody?.required ?? false;
    for (const [status, response] of Object.entries(operation.responses)) {
      const schema = response.content?.['application/json']?.schema;
      if (!response.content) {
        this.#empty.add(status);
      }
      if (schema) {
        this.#responses.set(
          status,
          compilers.answers.compile(compilers.localize(schema)),
        );
      }
    }
  }

  /** @throws ApiError 400 that names every wrong input. */
  validateRequest(raw: RawRequest): ValidRequest {
    const problems: Problem[] = [];
    const valid = {
      path: { ...raw.path },
      query: { ...raw.query },
      header: { ...raw.header },
    };
    for (const where of ['path', 'query', 'header'] as const) {
      const validate = this.#places[where];
      if (!validate(valid[where])) {
        problems.push(...describeProblems(validate.errors ?? []));
      }
    }
    const { body } = raw;
    if (body === undefined) {
      if (this.#bodyRequired && this.#body) {
        problems.push({ field: 'body', message: 'a JSON body is required' });
      }
    } else if (this.#body && !this.#body(body)) {
      problems.push(...describeProblems(this.#body.errors ?? []));
    }
    for (const given of [valid.path, valid.query, body]) {
      problems.push(...findUnfit(given));
    }
    if (problems.length > 0) {
      throw invalidInput(problems);
    }
    return { ...valid, body };
  }

  /** What is wrong with an answer of ours; for tests. */
  checkResponse(status: number, body: unknown): string[] {
    if (this.#empty.has(String(status))) {
      return body === undefined ? [] : ['has a body, which it must not'];
    }
    const validate =
      this.#responses.get(String(status)) ?? this.#responses.get('default');
    if (!validate || validate(body)) {
      return [];
    }
    return (validate.errors ?? []).map(
      error => `${error.instancePath} ${error.message}`,
    );
  }
}

/** The Ajv instances that all validators of a contract share. */
export class Compilers {
  /** For parameters, which arrive as strings. */
  readonly strings: Ajv2020;
  readonly json: Ajv2020;
  readonly answers: Ajv2020;

  constructor(contract: Contract) {
    const common = {
      allErrors: true,
      verbose: true,
      strict: false,
      validateFormats: true,
    };
    this.strings = new Ajv2020({
      ...common,
      coerceTypes: 'array',
      useDefaults: true,
    });
    this.json = new Ajv2020({ ...common, useDefaults: true });
    this.answers = new Ajv2020(common);
    for (const ajv of [this.strings, this.json, this.answers]) {
      addFormats(ajv);
      ajv.addSchema({ ...contract.document, $id: 'openapi' });
    }
  }

  /** References inside the document are relative to the document. */
  localize(schema: JsonSchema): JsonSchema {
    return localize(schema) as JsonSchema;
  }
}

/** Depth of objects in objects that code which walks them may count on. */
const MAX_DEPTH = 64;

/**
 * What no schema says of a value: PostgreSQL cannot store the character NUL, nor can a command line carry it; and what is
 * nested without end breaks whoever walks it.
 */
function findUnfit(
  value: unknown,
  path: string = '',
  depth: number = 0,
): Problem[] {
  const field = path || 'body';
  if (typeof value === 'string') {
    return value.includes('\u0000')
      ? [{ field, message: 'has the character NUL in it; leave it out' }]
      : [];
  }
  if (!value || typeof value !== 'object') {
    return [];
  }
  if (depth >= MAX_DEPTH) {
    return [{ field, message: `is nested more than ${MAX_DEPTH} deep` }];
  }
  for (const [key, child] of Object.entries(value)) {
    const found = key.includes('\u0000')
      ? [{ field, message: 'has a name with the character NUL in it' }]
      : findUnfit(child, path ? `${path}.${key}` : key, depth + 1);
    if (found.length > 0) {
      return found;
    }
  }
  return [];
}

function parametersSchema(
  operation: ContractOperation,
  where: Place,
): JsonSchema {
  const parameters = operation.parameters.filter(p => p.in === where);
  const key = (name: string) =>
    where === 'header' ? name.toLowerCase() : name;
  return localize({
    type: 'object',
    properties: Object.fromEntries(
      parameters.map(p => [key(p.name), p.schema]),
    ),
    required: parameters.filter(p => p.required).map(p => key(p.name)),
    // Every request carries headers that no operation speaks of.
    ...(where === 'header' ? {} : { additionalProperties: false }),
  }) as JsonSchema;
}

function localize(value: unknown): unknown {
  if (Array.isArray(value)) {
    return value.map(localize);
  }
  if (value && typeof value === 'object') {
    return Object.fromEntries(
      Object.entries(value).map(([key, child]) => [
        key,
        key === '$ref' && typeof child === 'string' && child.startsWith('#')
          ? `openapi${child}`
          : localize(child),
      ]),
    );
  }
  return value;
}
