import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ServiceUnavailableError } from '@backstage/errors';
import { askTwice } from './askTwice';

describe('askTwice', () => {
  let server: Server;
  /** What becomes of the requests, in turn. */
  let fates: ('breaks' | 'answers')[];

  const ask = () =>
    askTwice(async () => {
      const { port } = server.address() as AddressInfo;
      const response = await fetch(`http://127.0.0.1:${port}`);
      return response.text();
    });

  beforeEach(async () => {
    server = createServer((req, res) => {
      if (fates.shift() === 'answers') {
        res.end('yes');
      } else {
        req.socket.resetAndDestroy();
      }
    });
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  });
  afterEach(async () => {
    await new Promise(resolve => server.close(resolve));
  });

  it('asks once more where the connection breaks', async () => {
    fates = ['breaks', 'answers', 'answers'];
    expect(await ask()).toBe('yes');
    expect(fates).toEqual(['answers']);
  });

  it('says that nobody answers where it breaks again', async () => {
    fates = ['breaks', 'breaks', 'answers'];
    await expect(ask()).rejects.toThrow(ServiceUnavailableError);
    expect(fates).toEqual(['answers']);
  });

  it('does not ask again what was refused', async () => {
    const refuse = jest.fn(async () => {
      throw new Error('no');
    });
    await expect(askTwice(refuse)).rejects.toThrow('no');
    expect(refuse).toHaveBeenCalledTimes(1);
  });
});
