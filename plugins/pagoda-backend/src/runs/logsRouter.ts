import { once } from 'node:events';
import {
  isFinal,
  projectPermissions,
  type LogLine,
  type OperationId,
} from '@pagoda/plugin-pagoda-common';
import type { Response } from 'express';
import type { ApiRegistry, ApiRequest } from '../http/ApiRouter';
import { EventStream } from '../http/EventStream';
import { invalidInput } from '../http/errors';
import type { LogQuery, LogStore } from '../logs/types';
import type { RunChangeHub } from './RunChangeHub';
import type { RunService } from './RunService';
import type { RunStore } from './RunStore';

/** Lines of one read when a whole log is streamed as text. */
const PAGE = 1_000;

interface Services {
  service: RunService;
  store: RunStore;
  logs: LogStore;
  hub: RunChangeHub;
}

type LogRequest = ApiRequest<'getRunLogs' & OperationId>;

/** Binds the logs of runs: a page as JSON, all as text, or live as server-sent events. */
export function registerLogRoutes(api: ApiRegistry, services: Services): void {
  const { service, logs } = services;
  api.handle('getRunLogs', async request => {
    const { caller, params, query, req } = request;
    await service.find(caller, params.run, projectPermissions.runRead);
    checkLineId(query.cursor, 'cursor');
    const wanted: LogQuery = {
      attempt: query.attempt,
      stream: query.stream,
      container: query.container,
      since: query.since === undefined ? undefined : new Date(query.since),
      text: query.q || undefined,
    };
    if (query.follow) {
      await follow(request, wanted, services);
      return undefined;
    }
    if (req.accepts(['json', 'text']) === 'text') {
      await sendText(request, wanted, logs);
      return undefined;
    }
    const limit = query.limit ?? 1_000;
    return {
      status: 200,
      body:
        query.tail === undefined
          ? await logs.read(params.run, wanted, { cursor: query.cursor, limit })
          : await logs.tail(params.run, wanted, query.tail),
    };
  });
}

async function sendText(
  { params, query, req, res }: LogRequest,
  wanted: LogQuery,
  logs: LogStore,
): Promise<void> {
  res.status(200);
  res.setHeader('Content-Type', 'text/plain; charset=utf-8');
  res.setHeader('X-Content-Type-Options', 'nosniff');
  if (query.tail !== undefined) {
    const page = await logs.tail(params.run, wanted, query.tail);
    await writeLines(res, page.items);
    res.end();
    return;
  }
  // The contract's default is for pages; bare text is given whole unless a limit was asked for.
  let left = req.query.limit === undefined ? Infinity : (query.limit ?? PAGE);
  let cursor = query.cursor;
  while (left > 0 && !res.destroyed) {
    const page = await logs.read(params.run, wanted, {
      cursor,
      limit: Math.min(left, PAGE),
    });
    await writeLines(res, page.items);
    left -= page.items.length;
    cursor = page.pageInfo.nextCursor;
    if (cursor === undefined) {
      break;
    }
  }
  res.end();
}

async function writeLines(res: Response, lines: LogLine[]): Promise<void> {
  if (lines.length > 0 && !res.destroyed) {
    const text = lines.map(line => `${line.text}\n`).join('');
    if (!res.write(text)) {
      await Promise.race([once(res, 'drain'), once(res, 'close')]);
    }
  }
}

async function follow(
  request: LogRequest,
  wanted: LogQuery,
  { store, logs, hub }: Services,
): Promise<void> {
  const { params, query, headers, req, res } = request;
  const lastEventId = headers['last-event-id'] || undefined;
  checkLineId(lastEventId, 'Last-Event-ID');
  // Once true it stays: what was read a moment before the end must not undo it.
  let ended = false;
  const look = async () => {
    const record = await store.get(params.run);
    ended ||= record === undefined || isFinal(record.run.status.phase);
  };
  const stream = new EventStream(req, res);
  const unsubscribe = hub.subscribe(entries => {
    const last = entries.findLast(entry => entry.run === params.run);
    if (last) {
      ended ||= last.deleted || isFinal(last.phase);
    }
  });
  try {
    await look();
    let cursor = lastEventId ?? query.cursor;
    if (cursor === undefined && query.tail !== undefined) {
      const page = await logs.tail(params.run, wanted, query.tail);
      for (const line of page.items) {
        await stream.send({ id: line.id, event: 'log', data: line });
      }
      cursor = page.items.at(-1)?.id ?? page.pageInfo.nextCursor;
    }
    for await (const line of logs.follow(params.run, wanted, {
      cursor,
      ended: () => ended,
      signal: stream.signal,
    })) {
      await stream.send({ id: line.id, event: 'log', data: line });
    }
    await stream.send({ event: 'end', data: {} });
    stream.end();
  } finally {
    unsubscribe();
  }
}

/** @throws ApiError 400 when it is not the id of a log line. */
function checkLineId(id: string | undefined, field: string): void {
  if (id !== undefined && !/^\d+:\d+$/.test(id)) {
    throw invalidInput([
      { field, message: `'${id}' is not the id of a log line` },
    ]);
  }
}
