import { createServer } from 'node:http';

/**
 * How tests decide what goes wrong; plain HTTP on loopback, without a login. See README.md.
 *
 * @param {object} options
 */
export function createControl({ rancher, users, faults, setGeneration }) {
  const routes = {
    'POST users': ({ body }) => {
      const { bearer, name, user } = users.create({
        user: `user-${Math.random().toString(36).slice(2, 7)}`,
        ...body,
      });
      return { token: bearer, name, user };
    },
    'POST faults': ({ body }) => ({ id: faults.add(body) }),
    'DELETE faults': ({ segments: [id], query }) => {
      faults.remove({ id, token: query.get('token') ?? undefined });
    },
    'GET requests': ({ query }) => ({
      items: faults.requests(query.get('token') ?? undefined),
    }),
    'PUT clusters': ({ segments: [namespace, name], body }) =>
      rancher.setSwitches(`${namespace}/${name}`, body),
    'DELETE clusters': ({ segments: [namespace, name] }) =>
      rancher.setSwitches(`${namespace}/${name}`, undefined),
    'PUT delay': ({ body }) => {
      rancher.delay = body.delayMs;
    },
    'PUT generation': ({ body }) => setGeneration(body.generation),
  };
  return createServer(async (req, res) => {
    try {
      const url = new URL(req.url, 'http://control');
      const [noun, ...segments] = url.pathname
        .split('/')
        .slice(1)
        .map(decodeURIComponent);
      const route = routes[`${req.method} ${noun}`];
      if (!route) {
        res.writeHead(404).end();
        return;
      }
      let text = '';
      for await (const chunk of req) {
        text += chunk;
      }
      const answer = await route({
        ...{ segments, query: url.searchParams },
        body: text ? JSON.parse(text) : undefined,
      });
      res.writeHead(200, { 'Content-Type': 'application/json' });
      res.end(JSON.stringify(answer ?? {}));
    } catch (error) {
      console.error(error.stack);
      res.writeHead(500).end(error.message);
    }
  });
}
