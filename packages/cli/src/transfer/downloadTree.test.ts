import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  createTestContext,
  type TestContext,
} from '../testing/createTestContext';
import { startServer, type TestServer } from '../testing/startServer';
import { downloadTree } from './downloadTree';

let server: TestServer;
let test: TestContext;

beforeEach(async () => {
  server = await startServer((req, res) => res.end(`content of ${req.url}`));
  test = await createTestContext(server.url);
});

afterEach(async () => {
  await server.close();
  await test.remove();
});

const entry = (path: string, type: 'file' | 'directory' = 'file') => ({
  ...{ path, type, size: 1 },
  modifiedAt: '2026-01-31T10:00:00Z',
});

const get = (from: string, files: ReturnType<typeof entry>[]) =>
  downloadTree(test.context, {
    ...{ base: '/files', from, files },
    folder: join(test.directory, 'out'),
  });

describe('downloadTree', () => {
  it('writes the content of a folder below another', async () => {
    const files = [
      entry('in/empty', 'directory'),
      entry('in/sub', 'directory'),
      entry('in/sub/ä b.txt'),
      ...Array.from({ length: 20 }, (_, i) => entry(`in/${i}.txt`)),
    ];
    expect(await get('in', files)).toBe(21);
    const out = join(test.directory, 'out');
    expect(existsSync(join(out, 'empty'))).toBe(true);
    expect(readFileSync(join(out, 'sub/ä b.txt'), 'utf8')).toBe(
      'content of /api/pagoda/v1/files/in/sub/%C3%A4%20b.txt',
    );
    expect(readFileSync(join(out, '19.txt'), 'utf8')).toContain('in/19.txt');
  });

  it.each(['../evil.txt', 'a/../../evil.txt', '/etc/evil.txt'])(
    'writes nothing outside the folder: %s',
    async path => {
      await expect(get('', [entry(path)])).rejects.toThrow(
        'The server names a file outside the folder',
      );
      expect(server.requests).toEqual([]);
    },
  );
});
