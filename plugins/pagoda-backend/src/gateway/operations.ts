import type { IncomingMessage, ServerResponse } from 'node:http';
import { FileError } from '../files/FileError';
import type { Files, OpenFile } from '../files/Files';
import { ROUTES } from '../files/gateway/protocol';
import { sendStream } from '../files/http/sendStream';
import type { Query } from './Query';
import { sendContent } from './sendContent';

/** A request, and the files that it is about. */
export interface GatewayRequest {
  files: Files;
  query: Query;
  req: IncomingMessage;
  res: ServerResponse;
}

/** Does the work; what it returns is answered as JSON, nothing where it has answered itself. */
export type Operation = (request: GatewayRequest) => Promise<object | void>;

/** What the gateway does, by method and route. */
export const OPERATIONS: Partial<Record<string, Operation>> = {
  [`GET ${ROUTES.entry}`]: ({ files, query }) => files.stat(query.path),

  [`DELETE ${ROUTES.entry}`]: ({ files, query }) =>
    files.delete(query.path, { recursive: query.flag('recursive') }),

  [`GET ${ROUTES.file}`]: async ({ files, query }) => {
    const file = await files.open(query.path);
    await file.close();
    return describeOpen(file);
  },

  [`GET ${ROUTES.content}`]: ({ files, query, req, res }) =>
    sendContent(files, query.path, query.text('version'), req, res),

  [`PUT ${ROUTES.content}`]: ({ files, query, req }) =>
    files.write(query.path, withoutDestroying(req), {
      mustBeNew: query.flag('mustBeNew'),
      // A volume is nobody else's: it may be filled to the brim.
      reserve: query.number('reserve') ?? 0,
    }),

  [`GET ${ROUTES.checksum}`]: async ({ files, query }) => ({
    sha256: await files.sha256({
      path: query.path,
      version: query.text('version') ?? '',
    }),
  }),

  [`GET ${ROUTES.list}`]: ({ files, query }) => {
    const budget = query.number('budget');
    return files.list(query.path, {
      recursive: query.flag('recursive'),
      limit: query.number('limit'),
      after: query.text('after'),
      checksums:
        budget === undefined
          ? undefined
          : {
              budget,
              goOn: query.flag('goOn'),
              maxSize: query.number('maxSize'),
            },
    });
  },

  [`GET ${ROUTES.zip}`]: async ({ files, query, res }) => {
    const archive = files.zip(query.path);
    // The first part, before the status is sent: a folder that cannot be read is an error, not an empty archive.
    const first = await archive.next();
    res.writeHead(200, { 'Content-Type': 'application/octet-stream' });
    await sendStream(
      (async function* all() {
        try {
          if (!first.done) {
            yield first.value;
          }
          yield* archive;
        } finally {
          await archive.return(undefined);
        }
      })(),
      res,
    );
  },

  [`GET ${ROUTES.usage}`]: ({ files }) => files.usage(),

  [`POST ${ROUTES.sweep}`]: async ({ files }) => {
    await files.sweep();
    return {};
  },

  [`DELETE ${ROUTES.root}`]: async ({ files, query }) => {
    if (!query.text('root')) {
      throw new FileError('InvalidPath', 'root: must name a folder');
    }
    await files.removeRoot();
    return {};
  },
};

function describeOpen(file: OpenFile): object {
  const { path, type, size, modifiedAt, version, knownSha256 } = file;
  return { path, type, size, modifiedAt, version, sha256: knownSha256 };
}

/** A loop that ends early would otherwise destroy the connection, and the answer with it. */
async function* withoutDestroying(
  req: IncomingMessage,
): AsyncGenerator<Uint8Array> {
  yield* req.iterator({ destroyOnReturn: false }) as AsyncIterable<Uint8Array>;
}
