import { readFileSync } from 'node:fs';
import { Agent, request } from 'node:https';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';

/** What the API server says instead of doing what it was asked. */
export class KubeError extends Error {
  constructor(message, status) {
    super(message);
    this.status = status;
  }
}

/** The administrator's way to one API server. */
export class KubeApi {
  /** @param {string} kubeconfig path of a file of testing/peers/kubernetes: one context, a client certificate */
  constructor(kubeconfig) {
    const text = readFileSync(kubeconfig, 'utf8');
    const field = name =>
      text.match(new RegExp(`${name}: "?([^"},\\s]+)`))?.[1] ??
      fail(`${kubeconfig} has no ${name}`);
    const pem = name => Buffer.from(field(`${name}-data`), 'base64').toString();
    this.server = new URL(field('server'));
    this.ca = pem('certificate-authority');
    this.tls = {
      ca: this.ca,
      cert: pem('client-certificate'),
      key: pem('client-key'),
    };
    this.agent = new Agent({ keepAlive: true, ...this.tls });
  }

  /**
   * Sends a request; answers with the response once its head is there.
   *
   * @returns {Promise<import('node:http').IncomingMessage>}
   */
  send(method, path, { body, headers, signal } = {}) {
    return new Promise((fulfil, reject) => {
      const message = request(new URL(path, this.server), {
        ...{ method, agent: this.agent, headers, signal },
      });
      message.on('response', fulfil).on('error', reject);
      message.end(body);
    });
  }

  /** The object that is answered; `undefined` for the given status codes. */
  async call(
    method,
    path,
    body,
    { accept = [], type = 'application/json' } = {},
  ) {
    const response = await this.send(method, path, {
      body: body && JSON.stringify(body),
      headers: { 'Content-Type': type },
    });
    let text = '';
    for await (const chunk of response.setEncoding('utf8')) {
      text += chunk;
    }
    const { statusCode } = response;
    if (accept.includes(statusCode)) {
      return undefined;
    }
    if (statusCode >= 300) {
      const { message } = parse(text);
      throw new KubeError(
        `${method} ${path}: ${statusCode} ${message ?? text}`,
        statusCode,
      );
    }
    return JSON.parse(text);
  }

  get(path) {
    return this.call('GET', path);
  }

  find(path) {
    return this.call('GET', path, undefined, { accept: [404] });
  }

  async list(path, labels) {
    const query = labels ? `?labelSelector=${encodeURIComponent(labels)}` : '';
    return (await this.call('GET', path + query)).items;
  }

  create(path, body) {
    return this.call('POST', `${path}?fieldValidation=Strict`, body, {
      accept: [409],
    });
  }

  /** Unknown fields are refused. */
  merge(path, body, options) {
    return this.call('PATCH', `${path}?fieldValidation=Strict`, body, {
      type: 'application/merge-patch+json',
      ...options,
    });
  }

  delete(path) {
    return this.call('DELETE', path, undefined, { accept: [404] });
  }

  /**
   * Tells of every object there is, and of its changes, for good; of one that is gone too. A collection that is not
   * there is asked for again.
   *
   * @param {(object: object, gone: boolean) => void} onObject
   */
  async watch(path, onObject, signal) {
    let known = new Map();
    while (!signal.aborted) {
      let pause = 300;
      try {
        const { items, metadata } = await this.get(path);
        const now = new Map(items.map(item => [item.metadata.uid, item]));
        for (const [uid, item] of known) {
          if (!now.has(uid)) {
            onObject(item, true);
          }
        }
        known = now;
        items.forEach(item => onObject(item, false));
        const response = await this.send(
          'GET',
          `${path}?watch=1&timeoutSeconds=240&resourceVersion=${metadata.resourceVersion}`,
          { signal },
        );
        for await (const line of createInterface({ input: response })) {
          const { type, object } = JSON.parse(line);
          if (type === 'ERROR') {
            break;
          }
          if (type === 'DELETED') {
            known.delete(object.metadata.uid);
          } else {
            known.set(object.metadata.uid, object);
          }
          onObject(object, type === 'DELETED');
        }
      } catch (error) {
        if (error.status === 404) {
          known.forEach(item => onObject(item, true));
          known.clear();
          pause = 1_000;
        } else if (!signal.aborted) {
          console.error(`watching ${path}: ${error.message}`);
        }
      }
      await sleep(pause);
    }
  }
}

function parse(text) {
  try {
    return JSON.parse(text);
  } catch {
    return {};
  }
}

function fail(message) {
  throw new Error(message);
}
