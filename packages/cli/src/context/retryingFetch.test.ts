import { startServer, type TestServer } from '../testing/startServer';
import { isRepeatable, retryingFetch } from './retryingFetch';

let server: TestServer | undefined;

afterEach(async () => {
  await server?.close();
  server = undefined;
});

/** Answers with these statuses in turn; 0 cuts the connection. */
async function serve(...statuses: number[]): Promise<string> {
  server = await startServer((req, res) => {
    const status = statuses.shift() ?? 200;
    if (status === 0) {
      req.socket.destroy();
    } else {
      res.writeHead(status, { 'Retry-After': '0' }).end(String(status));
    }
  });
  return server.url;
}

describe('retryingFetch', () => {
  it('sends a read again until it is answered', async () => {
    const url = await serve(0, 503, 429, 200);
    const pauses: number[] = [];
    const response = await retryingFetch(() => new Request(url), {
      onRetry: pause => pauses.push(pause),
    });
    expect(response.status).toBe(200);
    expect(server?.requests).toHaveLength(4);
    expect(pauses).toHaveLength(3);
  });

  it('sends a create again only with an Idempotency-Key, with its body', async () => {
    const url = await serve(502, 201);
    const post = (headers: Record<string, string>) =>
      retryingFetch(
        () => new Request(url, { method: 'POST', body: '{}', headers }),
      );
    expect((await post({ 'Idempotency-Key': 'k' })).status).toBe(201);
    expect(server?.requests).toHaveLength(2);
    await server?.close();
    const other = await serve(502, 201);
    const response = await retryingFetch(
      () => new Request(other, { method: 'POST', body: '{}' }),
    );
    expect(response.status).toBe(502);
  });

  it('takes a 404 for done when a delete is sent again', async () => {
    const url = await serve(0, 404);
    const remove = () =>
      retryingFetch(() => new Request(url, { method: 'DELETE' }));
    expect((await remove()).status).toBe(204);
    await server?.close();
    await serve(404);
    const again = await retryingFetch(
      () => new Request(server?.url ?? '', { method: 'DELETE' }),
    );
    expect(again.status).toBe(404);
  });

  it('gives up after five attempts', async () => {
    const url = await serve(503, 503, 503, 503, 503, 200);
    expect((await retryingFetch(() => new Request(url))).status).toBe(503);
    expect(server?.requests).toHaveLength(5);
  });

  it('does not wait for ever for an answer', async () => {
    server = await startServer(() => {});
    const { url } = server;
    await expect(
      retryingFetch(() => new Request(url), {
        patience: 50,
        repeatable: false,
      }),
    ).rejects.toThrow('No answer within 0.05 s');
  });

  it('knows what may be sent twice', () => {
    const request = (method: string, path = '', headers = {}) =>
      new Request(`http://portal/${path}`, { method, headers });
    expect(isRepeatable(request('GET'))).toBe(true);
    expect(isRepeatable(request('PUT'))).toBe(true);
    expect(isRepeatable(request('PUT', '', { 'If-None-Match': '*' }))).toBe(
      false,
    );
    expect(isRepeatable(request('POST', 'runs'))).toBe(false);
    expect(isRepeatable(request('POST', 'runs/1:cancel'))).toBe(true);
    expect(isRepeatable(request('POST', 'runs/1:rerun'))).toBe(false);
  });
});
