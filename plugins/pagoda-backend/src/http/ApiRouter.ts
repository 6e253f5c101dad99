import type {
  AuditorService,
  LoggerService,
} from '@backstage/backend-plugin-api';
import type { OperationId, operations } from '@pagoda/plugin-pagoda-common';
import express, {
  Router,
  type NextFunction,
  type Request,
  type RequestHandler,
  type Response,
} from 'express';
import type { Knex } from 'knex';
import type { Caller } from '../permissions/Caller';
import { audited } from './audited';
import type { Contract, ContractOperation } from './contract';
import { errorHandler } from './errorHandler';
import { ApiError, notFound } from './errors';
import {
  findAnswer,
  hashRequest,
  IdempotencyRace,
  type Idempotency,
} from './idempotency';
import { Compilers, RequestValidator } from './RequestValidator';
import { giveRequestId } from './requestIds';
import { selectFields } from './selectFields';

type Parameters<O extends OperationId> = operations[O]['parameters'];
type Body<O extends OperationId> = operations[O] extends {
  requestBody?: { content: { 'application/json': infer B } };
}
  ? B
  : undefined;

/** A request that fits the contract. */
export interface ApiRequest<O extends OperationId> {
  caller: Caller;
  params: NonNullable<Parameters<O>['path']>;
  query: NonNullable<Parameters<O>['query']>;
  /** Headers by their lower-case names. */
  headers: Record<string, string | undefined>;
  body: Body<O>;
  /** Given where the client sent `Idempotency-Key`: pass it to the store that creates. */
  idempotency?: Idempotency;
  req: Request;
  res: Response;
}

/** What a handler answers; `undefined` when it has written to `res` itself. */
export interface ApiAnswer {
  status: number;
  body?: unknown;
  headers?: Record<string, string>;
}

/** Handles one operation: calls a service, and nothing else. */
export type ApiHandler<O extends OperationId> = (
  request: ApiRequest<O>,
) => Promise<ApiAnswer | undefined>;

/** Where routers of the nouns register their handlers. */
export interface ApiRegistry {
  handle<O extends OperationId>(operation: O, handler: ApiHandler<O>): void;
}

/** What {@link ApiRouter} needs. */
export interface ApiRouterOptions {
  contract: Contract;
  auditor: AuditorService;
  knex: Knex;
  logger: LoggerService;
  /** Finds out who calls; rejects with AuthenticationError. */
  caller: (req: Request) => Promise<Caller>;
  /** Check our own answers too, and fail loudly: for tests. */
  validateResponses: boolean;
}

/** Largest JSON body, in bytes. */
const BODY_LIMIT = 4 * 1024 * 1024;

/**
 * The REST API as the OpenAPI document says: finds the operation, checks the request, replays idempotent answers, and
 * turns errors into answers.
 *
 * Paths such as `/runs/{run}:cancel` and `/files/{path}` with slashes inside are beyond Express' patterns and
 * express-openapi-validator, so the routes are regular expressions made from the document.
 */
export class ApiRouter implements ApiRegistry {
  readonly #options: ApiRouterOptions;
  readonly #handlers = new Map<OperationId, ApiHandler<OperationId>>();

  constructor(options: ApiRouterOptions) {
    this.#options = options;
  }

  handle<O extends OperationId>(operation: O, handler: ApiHandler<O>): void {
    if (this.#handlers.has(operation)) {
      throw new Error(`Operation ${operation} has two handlers`);
    }
    this.#handlers.set(
      operation,
      handler as unknown as ApiHandler<OperationId>,
    );
  }

  /** Operations of the document that nobody handles. */
  missing(): OperationId[] {
    return [...this.#options.contract.operations.keys()].filter(
      id => !this.#handlers.has(id),
    );
  }

  /** The router, to be mounted at `/api/pagoda`. */
  build(): Router {
    const { contract, logger } = this.#options;
    const compilers = new Compilers(contract);
    const api = Router({ caseSensitive: true, strict: true });
    const json = express.json({ limit: BODY_LIMIT, strict: false });
    const allowed: { pattern: RegExp; method: string }[] = [];
    for (const operation of contract.operations.values()) {
      const handler = this.#handlers.get(operation.id);
      if (!handler) {
        continue;
      }
      const { pattern, names } = compilePath(operation.path);
      allowed.push({ pattern, method: operation.method.toUpperCase() });
      const validator = new RequestValidator(compilers, operation);
      const takesJson = operation.requestBody?.content?.['application/json'];
      const parsers: RequestHandler[] = takesJson
        ? [requireJson(operation), json]
        : [];
      api[operation.method](pattern, ...parsers, (req, res, next) => {
        this.#run(operation, validator, names, handler, req, res).catch(next);
      });
    }
    api.use((req: Request, _res: Response, next: NextFunction) => {
      const methods = allowed
        .filter(({ pattern }) => pattern.test(req.path))
        .map(({ method }) => method);
      if (methods.length > 0) {
        next(
          new ApiError(`${req.method} is not possible here`, {
            code: 'MethodNotAllowed',
            status: 405,
            advice: `Possible are ${methods.join(', ')}.`,
          }),
        );
        return;
      }
      next(notFound('Path', req.path));
    });

    const router = Router();
    // Where a root router has given one before, that one stays.
    router.use(giveRequestId());
    router.get('/openapi.json', (_req, res) => {
      res.json(contract.document);
    });
    router.use('/v1', api);
    router.use(errorHandler(logger));
    return router;
  }

  async #run(
    operation: ContractOperation,
    validator: RequestValidator,
    names: string[],
    handler: ApiHandler<OperationId>,
    req: Request,
    res: Response,
  ): Promise<void> {
    const caller = await this.#options.caller(req);
    const valid = validator.validateRequest({
      path: Object.fromEntries(names.map((name, i) => [name, req.params[i]])),
      query: req.query,
      header: req.headers,
      body: bodyOf(req),
    });
    const key = valid.header['idempotency-key'] as string | undefined;
    const idempotency =
      key !== undefined && takesIdempotencyKey(operation)
        ? {
            user: caller.userEntityRef,
            key,
            operation: operation.id,
            requestHash: hashRequest(operation.id, valid.path, valid.body),
          }
        : undefined;
    const request = {
      caller,
      params: valid.path,
      query: valid.query,
      headers: valid.header,
      body: valid.body,
      idempotency,
      req,
      res,
    } as unknown as ApiRequest<OperationId>;
    const answer = await audited(
      this.#options.auditor,
      operation,
      { req, path: valid.path },
      () => this.#once(idempotency, () => handler(request)),
    );
    if (!answer) {
      return;
    }
    if (this.#options.validateResponses) {
      const wrong = validator.checkResponse(answer.status, answer.body);
      if (wrong.length > 0) {
        throw new Error(
          `The answer of ${operation.id} breaks the contract: ${wrong.join('; ')}`,
        );
      }
    }
    res.status(answer.status).set(answer.headers ?? {});
    if (answer.body === undefined) {
      res.end();
    } else {
      res.json(project(answer.body, valid.query.fields));
    }
  }

  /** Runs the handler, unless the same request was answered before. */
  async #once(
    idempotency: Idempotency | undefined,
    handler: () => Promise<ApiAnswer | undefined>,
  ): Promise<ApiAnswer | undefined> {
    if (!idempotency) {
      return handler();
    }
    const replay = async () => {
      const stored = await findAnswer(this.#options.knex, idempotency);
      return (
        stored && { ...stored, headers: { 'Idempotency-Replayed': 'true' } }
      );
    };
    const before = await replay();
    if (before) {
      return before;
    }
    try {
      return await handler();
    } catch (error) {
      // The same request, sent twice at once: the other one was quicker, or took the name.
      const other = await replay();
      if (other) {
        return other;
      }
      if (error instanceof IdempotencyRace) {
        throw new ApiError('The same request is being answered; try again', {
          code: 'Conflict',
          status: 409,
          cause: error,
        });
      }
      throw error;
    }
  }
}

function takesIdempotencyKey(operation: ContractOperation): boolean {
  return operation.parameters.some(p => p.name === 'Idempotency-Key');
}

/** Turns `/runs/{run}:cancel` into a pattern; `{path}` takes slashes. */
function compilePath(path: string): { pattern: RegExp; names: string[] } {
  const names: string[] = [];
  const source = path
    .split(/(\{\w+\})/)
    .map(part => {
      const name = /^\{(\w+)\}$/.exec(part)?.[1];
      if (!name) {
        return part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
      }
      names.push(name);
      return name === 'path' ? '(.+)' : '([^/:]+)';
    })
    .join('');
  return { pattern: new RegExp(`^${source}$`), names };
}

/** The parsed body; `undefined` when none was sent, which the parser turns into `{}`. */
function bodyOf(req: Request): unknown {
  return isEmpty(req) ? undefined : req.body;
}

function isEmpty(req: Request): boolean {
  const { 'content-length': length, 'transfer-encoding': encoding } =
    req.headers;
  return length === '0' || (length === undefined && encoding === undefined);
}

function requireJson(operation: ContractOperation): RequestHandler {
  return (req, _res, next) => {
    // Whether a body is needed is the validator's question.
    if (!isEmpty(req) && req.is('json') === false) {
      next(
        new ApiError(
          `${operation.id} takes application/json, not ${
            req.headers['content-type'] ?? 'a body without a type'
          }`,
          {
            code: 'UnsupportedMediaType',
            status: 415,
            field: 'Content-Type',
            advice: 'Send Content-Type: application/json.',
          },
        ),
      );
      return;
    }
    next();
  };
}

function project(body: unknown, fields: unknown): unknown {
  const items = (body as { items?: unknown }).items;
  if (typeof fields !== 'string' || !Array.isArray(items)) {
    return body;
  }
  return { ...(body as object), items: selectFields(items, fields) };
}
