import { readFileSync } from 'node:fs';
import { resolvePackagePath } from '@backstage/backend-plugin-api';
import type { OperationId } from '@pagoda/plugin-pagoda-common';
import { parse } from 'yaml';

/** A JSON Schema (2020-12) inside the OpenAPI document. */
export type JsonSchema = Record<string, unknown>;

/** A parameter of an operation. */
export interface ParameterObject {
  name: string;
  in: 'path' | 'query' | 'header';
  required?: boolean;
  schema: JsonSchema;
}

interface MediaTypes {
  content?: Record<string, { schema?: JsonSchema }>;
}

/** One operation of the OpenAPI document with its references to parameters and responses resolved. */
export interface ContractOperation {
  id: OperationId;
  method: 'get' | 'post' | 'put' | 'patch' | 'delete';
  /** As in the document, such as `/runs/{run}:cancel`. */
  path: string;
  parameters: ParameterObject[];
  requestBody?: MediaTypes & { required?: boolean };
  responses: Record<string, MediaTypes>;
}

/** The OpenAPI document, which is the contract that requests are checked against. */
export interface Contract {
  document: Record<string, unknown>;
  operations: Map<OperationId, ContractOperation>;
}

type Method = ContractOperation['method'];

interface OperationObject {
  operationId: OperationId;
  parameters?: unknown[];
  requestBody?: ContractOperation['requestBody'];
  responses: Record<string, unknown>;
}

type PathItem = { parameters?: unknown[] } & Partial<
  Record<Method, OperationObject>
>;

const METHODS = ['get', 'post', 'put', 'patch', 'delete'] as const;

/** Reads `openapi.yaml` of pagoda-common. */
export function loadContract(): Contract {
  const file = resolvePackagePath(
    '@pagoda/plugin-pagoda-common',
    'openapi.yaml',
  );
  const document = parse(readFileSync(file, 'utf8')) as Record<
    string,
    unknown
  > & { paths: Record<string, PathItem> };
  const operations = new Map<OperationId, ContractOperation>();
  for (const [path, item] of Object.entries(document.paths)) {
    for (const method of METHODS) {
      const operation = item[method];
      if (!operation) {
        continue;
      }
      const parameters = [
        ...(item.parameters ?? []),
        ...(operation.parameters ?? []),
      ].map(parameter => resolve<ParameterObject>(document, parameter));
      const responses = Object.fromEntries(
        Object.entries(operation.responses).map(([status, response]) => [
          status,
          resolve<MediaTypes>(document, response),
        ]),
      );
      operations.set(operation.operationId, {
        id: operation.operationId,
        method,
        path,
        parameters,
        requestBody: operation.requestBody,
        responses,
      });
    }
  }
  return { document, operations };
}

/** Follows a reference within the document, such as `#/components/parameters/Limit`. */
function resolve<T>(document: Record<string, unknown>, value: unknown): T {
  const reference = (value as { $ref?: unknown } | undefined)?.$ref;
  if (typeof reference !== 'string') {
    return value as T;
  }
  return reference
    .slice(2)
    .split('/')
    .reduce<unknown>(
      (node, key) => (node as Record<string, unknown>)[key],
      document,
    ) as T;
}
