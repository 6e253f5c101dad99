import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { answerSlowly } from './answerSlowly';

describe('answerSlowly', () => {
  let server: Server;
  /** What the next request does, and when its answer began. */
  let work: () => Promise<object>;

  beforeEach(async () => {
    server = createServer((req, res) => {
      req.on('data', () => undefined);
      answerSlowly(
        req,
        res,
        work(),
        error => ({
          status: 409,
          body: { error: { code: 'X', message: (error as Error).message } },
        }),
        20,
      );
    });
    await new Promise<void>(resolve => {
      server.listen(0, '127.0.0.1', resolve);
    });
  });

  afterEach(async () => {
    server.closeAllConnections();
    await new Promise(resolve => {
      server.close(resolve);
    });
  });

  const ask = (init?: RequestInit) =>
    fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}`, init);

  it('answers at once where it can, with the status', async () => {
    work = async () => ({ done: true });
    const fine = await ask();
    expect([fine.status, await fine.text()]).toEqual([200, '{"done":true}']);
    work = async () => {
      throw new Error('refused');
    };
    const refused = await ask();
    expect([refused.status, await refused.json()]).toEqual([
      409,
      { error: { code: 'X', message: 'refused' } },
    ]);
  });

  it('begins before it is done, and is JSON all the same', async () => {
    let finish = (): void => undefined;
    const done = new Promise<void>(resolve => {
      finish = resolve;
    });
    work = () => done.then(() => ({ done: true }));
    // The head is here while the work goes on.
    const slow = await ask();
    await sleep(100);
    finish();
    const text = await slow.text();
    expect(text).toMatch(/^ {2,}\{"done":true\}$/);
    work = () =>
      sleep(60).then(() => {
        throw new Error('too late for a status');
      });
    const failed = await ask();
    expect([failed.status, await failed.json()]).toEqual([
      200,
      { error: { code: 'X', message: 'too late for a status' } },
    ]);
  });

  it('does not begin while a body is still coming', async () => {
    work = () => sleep(120).then(() => ({ done: true }));
    let sent = false;
    const body = new ReadableStream({
      async start(controller) {
        controller.enqueue(new Uint8Array(10));
        await sleep(80);
        sent = true;
        controller.close();
      },
    });
    const answer = await ask({
      ...{ method: 'PUT', body, duplex: 'half' },
    } as RequestInit);
    expect(sent).toBe(true);
    expect(await answer.json()).toEqual({ done: true });
  });
});
