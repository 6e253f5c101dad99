import { createServer, request as httpsRequest } from 'node:https';
import { setTimeout as sleep } from 'node:timers/promises';
import { createExt } from './ext.mjs';
import { createNorman } from './norman.mjs';
import * as at from './paths.mjs';
import { review } from './webhook.mjs';

const GARBAGE = '<html><body>upstream connect error</body></html>';

/**
 * NOT Rancher: an HTTPS server with the paths of Rancher that are needed. `/apis`, `/api` and `/k8s/clusters/local` lead to the
 * API server of the peer, `/k8s/clusters/<c-m-id>` to a real one that stands for every cluster that was made.
 */
export class Front {
  #api;
  #downstream;
  #users;
  #faults;
  #norman;
  #ext;
  #server;

  constructor({ api, downstream, users, faults, kubeconfigFor, tls }) {
    this.#api = api;
    this.#downstream = downstream;
    this.#users = users;
    this.#faults = faults;
    this.#norman = createNorman({ api, users, kubeconfigFor });
    this.#ext = createExt({ api, users, kubeconfigFor });
    this.#server = createServer(tls, (req, res) => {
      this.#answer(req, res).catch(error => {
        console.error(`${req.method} ${req.url}: ${error.stack}`);
        if (!res.headersSent) {
          res.writeHead(502).end();
        } else {
          res.destroy();
        }
      });
    });
    this.#server.on('upgrade', (req, socket, head) =>
      this.#upgrade(req, socket, head).catch(() => socket.destroy()),
    );
  }

  listen(port) {
    return new Promise(resolve =>
      this.#server.listen(port, '127.0.0.1', resolve),
    );
  }

  async #answer(req, res) {
    const url = new URL(req.url, 'https://rancher');
    if (url.pathname === '/webhook') {
      return reply(res, 200, await review(this.#api, await readJson(req)));
    }
    const token = this.#users.find(req.headers.authorization);
    const bearer = token?.bearer;
    const { method } = req;
    const fault = this.#faults.take({ bearer, method, path: req.url });
    res.on('close', () =>
      this.#faults.note({
        ...{ bearer, method, path: req.url },
        status: res.headersSent ? res.statusCode : 0,
        ...(fault && { fault: true }),
      }),
    );
    if (fault && (await breakOff(fault, res))) {
      return undefined;
    }
    if (!token) {
      // As the proxy in front of the API says it.
      return url.pathname.startsWith('/v3')
        ? reply(res, 401, {
            ...{ type: 'error', status: '401', code: 'Unauthorized' },
            message: 'must authenticate',
          })
        : res.writeHead(401).end();
    }
    const segments = url.pathname.split('/').slice(1).map(decodeURIComponent);
    if (segments[0] === 'v3') {
      const { status, body } = await this.#norman({
        ...{ method, segments: segments.slice(1), query: url.searchParams },
        ...{ body: await readJson(req), token },
      });
      return reply(res, status, body, fault);
    }
    const native = nativePath(url);
    if (native?.startsWith('/apis/ext.cattle.io/v1/')) {
      const { status, body } = await this.#ext({
        ...{ method, segments: segmentsOf(native).slice(3), token },
        body: await readJson(req),
      });
      return reply(res, status, body, fault);
    }
    const target = await this.#target(url, token);
    if (typeof target === 'number') {
      return res.writeHead(target).end();
    }
    return this.#proxy(req, res, { ...target, fault });
  }

  /** Where a request goes on to, or the status of the refusal. */
  async #target(url, token) {
    const native = nativePath(url);
    if (native) {
      return {
        api: this.#api,
        path: native + url.search,
        headers: token.impersonate
          ? { 'Impersonate-User': token.impersonate }
          : {},
      };
    }
    const [k8s, clusters, id, ...rest] = segmentsOf(url.pathname);
    if (k8s !== 'k8s' || clusters !== 'clusters') {
      return 404;
    }
    const cluster = await this.#api.find(at.one(at.MANAGEMENT_CLUSTERS, id));
    if (!cluster) {
      return 404;
    }
    const connected = cluster.status?.conditions?.some(
      one => one.type === 'Connected' && one.status === 'True',
    );
    return connected
      ? {
          api: this.#downstream,
          path: `/${rest.map(encodeURIComponent).join('/')}${url.search}`,
          headers: {},
        }
      : 503;
  }

  #proxy(req, res, { api, path, headers, fault }) {
    return new Promise(fulfil => {
      const message = httpsRequest(new URL(path, api.server), {
        method: req.method,
        agent: api.agent,
        headers: { ...passed(req.headers), ...headers },
      });
      message.on('error', () => {
        if (res.headersSent) {
          res.destroy();
        } else {
          // Text, as proxies answer.
          res.writeHead(502, { 'Content-Type': 'text/plain' });
          res.end('Bad Gateway');
        }
        fulfil();
      });
      message.on('response', answer => {
        if (fault?.lose) {
          answer.resume().on('end', () => res.destroy());
          return fulfil();
        }
        res.writeHead(answer.statusCode, passed(answer.headers));
        if (fault?.cutAfter !== undefined) {
          answer.once('data', chunk =>
            res.write(chunk.subarray(0, fault.cutAfter), () => res.destroy()),
          );
          return fulfil();
        }
        answer.pipe(res);
        res.on('close', () => message.destroy());
        return answer.on('close', fulfil);
      });
      req.pipe(message);
    });
  }

  /** WebSockets, for commands and ports. */
  async #upgrade(req, socket, head) {
    const url = new URL(req.url, 'https://rancher');
    const token = this.#users.find(req.headers.authorization);
    const target = token ? await this.#target(url, token) : 401;
    if (typeof target === 'number') {
      socket.end(`HTTP/1.1 ${target} Refused\r\nConnection: close\r\n\r\n`);
      return;
    }
    const { authorization: _, host: __, ...headers } = req.headers;
    const message = httpsRequest(new URL(target.path, target.api.server), {
      ...target.api.tls,
      headers: { ...headers, ...target.headers },
    });
    message.on('upgrade', (answer, other, otherHead) => {
      socket.write(
        `HTTP/1.1 101 Switching Protocols\r\n${lines(answer.rawHeaders)}\r\n`,
      );
      socket.write(otherHead);
      other.write(head);
      socket.pipe(other).pipe(socket);
      socket.on('error', () => other.destroy());
      other.on('error', () => socket.destroy());
    });
    message.on('response', answer =>
      socket.end(
        `HTTP/1.1 ${answer.statusCode} Refused\r\nConnection: close\r\n\r\n`,
      ),
    );
    message.on('error', () => socket.destroy());
    message.end();
  }
}

/** The path on the API server of the peer; `undefined` for what leads elsewhere. */
function nativePath({ pathname }) {
  const path = pathname.replace(/^\/k8s\/clusters\/local(?=\/)/, '');
  return /^\/(apis?|version|openapi)(\/|$)/.test(path) ? path : undefined;
}

function segmentsOf(path) {
  return path.split('/').slice(1).map(decodeURIComponent);
}

/** Whether the fault was all that happened. */
async function breakOff(fault, res) {
  if (fault.delayMs) {
    await sleep(fault.delayMs);
  }
  if (fault.hang) {
    return true;
  }
  if (fault.reset) {
    res.destroy();
    return true;
  }
  if (fault.garbage) {
    res.writeHead(200, { 'Content-Type': 'text/html' }).end(GARBAGE);
    return true;
  }
  if (fault.status) {
    res.writeHead(fault.status, fault.headers).end(fault.body ?? '');
    return true;
  }
  return false;
}

async function readJson(req) {
  let text = '';
  for await (const chunk of req.setEncoding('utf8')) {
    text += chunk;
  }
  return text ? JSON.parse(text) : {};
}

function reply(res, status, body, fault) {
  if (fault?.lose) {
    res.destroy();
    return;
  }
  const text = body === undefined ? '' : JSON.stringify(body);
  res.writeHead(status, {
    ...(text && { 'Content-Type': 'application/json' }),
    'Content-Length': Buffer.byteLength(text),
  });
  if (fault?.cutAfter !== undefined) {
    res.write(text.slice(0, fault.cutAfter), () => res.destroy());
    return;
  }
  res.end(text);
}

/** Headers but for those of one connection, and of who asks. */
function passed(headers) {
  const {
    authorization: _authorization,
    host: _host,
    connection: _connection,
    'keep-alive': _keepAlive,
    'transfer-encoding': _transferEncoding,
    ...rest
  } = headers;
  return rest;
}

function lines(raw) {
  return raw
    .flatMap((word, index) =>
      index % 2 ? [] : [`${word}: ${raw[index + 1]}\r\n`],
    )
    .join('');
}
