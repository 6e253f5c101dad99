import { createHash } from 'node:crypto';
import {
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rm,
  symlink,
  utimes,
  writeFile,
} from 'node:fs/promises';
import { request as httpRequest } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { GatewayServer } from '../gateway/GatewayServer';
import { Checksums } from './Checksums';
import type { Files } from './Files';
import { FileTree } from './FileTree';
import { GatewayFiles } from './gateway/GatewayFiles';
import type { GatewayTransport } from './gateway/GatewayTransport';
import { TOKEN_HEADER } from './gateway/protocol';
import { readRange } from './readRange';

const TOKEN = 'a-token-that-is-long-enough-to-be-one';

/** The way that needs no cluster: HTTP to a port of this host. */
function directTransport(port: number, token = TOKEN): GatewayTransport {
  return {
    request: ({ method, path, headers, body }) =>
      new Promise((resolve, reject) => {
        const request = httpRequest(
          {
            ...{ port, method, path, host: '127.0.0.1', agent: false },
            headers: { ...headers, [TOKEN_HEADER]: token },
          },
          response =>
            resolve({
              status: response.statusCode ?? 0,
              headers: response.headers,
              body: response,
            }),
        );
        request.once('error', reject);
        if (body) {
          body.once('error', error => request.destroy(error));
          body.pipe(request);
        } else {
          request.end();
        }
      }),
  };
}

function sha256(data: string | Buffer): string {
  return createHash('sha256').update(data).digest('hex');
}

async function toBuffer(source: AsyncIterable<Buffer>): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const part of source) {
    parts.push(part);
  }
  return Buffer.concat(parts);
}

const ODD_NAMES = [
  'with space.txt',
  'per%cent %2e%2e %2F.txt',
  'ha#sh?query&x=1;+plus.txt',
  `quotes "double" 'single' \`back\`.txt`,
  'ünïcödé 数据 🧪.txt',
  'line\nbreak.txt',
  '...',
  '-rf',
];

jest.setTimeout(30_000);

describe.each(['FileTree', 'GatewayFiles'])('files of a %s', kind => {
  let base: string;
  let root: string;
  let files: Files;
  let server: GatewayServer | undefined;
  let port: number;
  const log: object[] = [];

  beforeEach(async () => {
    base = await mkdtemp(join(tmpdir(), 'pagoda-any-files-'));
    root = join(base, 'root');
    await mkdir(root);
    await writeFile(join(base, 'secret.txt'), 'secret');
    const checksums = new Checksums(new Map());
    if (kind === 'FileTree') {
      files = new FileTree(root, checksums);
    } else {
      server = new GatewayServer({
        ...{ root, checksums, token: TOKEN },
        log: entry => log.push(entry),
      });
      port = await server.listen(0, '127.0.0.1');
      files = new GatewayFiles(directTransport(port));
    }
  });

  afterEach(async () => {
    await server?.close(1_000);
    server = undefined;
    await rm(base, { recursive: true });
  });

  const put = (path: string, data: string | Buffer, options = {}) =>
    files.write(path, Readable.from([Buffer.from(data)]), options);
  const read = async (path: string, start = 0, end?: number) => {
    const file = await files.open(path);
    try {
      return await toBuffer(file.read(start, end ?? file.size));
    } finally {
      await file.close();
    }
  };
  const paths = async (path = '') =>
    (await files.list(path, { recursive: true })).items.map(item => item.path);

  it('stores, lists, reads and deletes under any harmless name', async () => {
    for (const name of ODD_NAMES) {
      const stored = await put(`folder/${name}`, name);
      expect(stored).toEqual({
        size: Buffer.byteLength(name),
        modifiedAt: expect.anything(),
        sha256: sha256(name),
      });
      expect((await read(`folder/${name}`)).toString()).toBe(name);
      expect(await files.stat(`folder/${name}`)).toEqual({
        path: `folder/${name}`,
        type: 'file',
        size: Buffer.byteLength(name),
        modifiedAt: stored.modifiedAt,
      });
    }
    expect(await put('folder/-rf', 'again')).toMatchObject({ replacedSize: 3 });
    expect(await paths()).toEqual([
      'folder',
      ...ODD_NAMES.map(name => `folder/${name}`).sort(),
    ]);
    expect(await files.usage()).toMatchObject({ files: ODD_NAMES.length });
    await expect(files.delete('folder')).rejects.toMatchObject({
      code: 'IsDirectory',
    });
    expect(await files.delete('folder/-rf')).toEqual({ bytes: 5, files: 1 });
    expect(await files.delete('folder', { recursive: true })).toMatchObject({
      files: ODD_NAMES.length - 1,
    });
    expect(await paths()).toEqual([]);
  });

  it('gives any range of a large file, and its checksum', async () => {
    const data = Buffer.alloc(3_000_000);
    for (let i = 0; i < data.length; i += 4) {
      data.writeUInt32LE(i, i);
    }
    expect(await put('big', data)).toMatchObject({ sha256: sha256(data) });
    for (const [start, end] of [
      [0, 1],
      [1_234_567, 2_345_678],
      [2_999_999, 3_000_000],
      [0, 3_000_000],
      [5, 5],
    ]) {
      expect(
        (await read('big', start, end)).equals(data.subarray(start, end)),
      ).toBe(true);
    }
    await writeFile(join(root, 'unknown'), data);
    const file = await files.open('unknown');
    expect(file.knownSha256).toBeUndefined();
    expect(await files.sha256(file)).toBe(sha256(data));
    await file.close();
  });

  it('reads an empty file, and a file that grows meanwhile as it was', async () => {
    await put('empty', '');
    expect(await read('empty')).toHaveLength(0);
    await writeFile(join(root, 'growing'), 'first');
    const file = await files.open('growing');
    await writeFile(join(root, 'growing'), ' and more', { flag: 'a' });
    expect((await toBuffer(file.read(0, file.size))).toString()).toBe('first');
    await file.close();
    expect((await read('growing')).toString()).toBe('first and more');
  });

  it('lists page by page, and as much as is wanted', async () => {
    await Promise.all(
      Array.from({ length: 40 }, async (_, i) => {
        const folder = join(root, `d${i % 8}`, 'sub');
        await mkdir(folder, { recursive: true });
        await writeFile(join(folder, `f${i}`), '');
        await writeFile(join(root, `d${i % 8}-file${i}`), '');
      }),
    );
    const { items } = await files.list('', { recursive: true });
    expect(items).toHaveLength(96);
    const paged: string[] = [];
    let after: string | undefined;
    for (let more = true; more;) {
      const page = await files.list('', { recursive: true, limit: 7, after });
      paged.push(...page.items.map(item => item.path));
      const last = page.items[page.items.length - 1];
      after = last.type === 'directory' ? `${last.path}/` : last.path;
      more = page.truncated;
    }
    expect(paged).toEqual(items.map(item => item.path));
    expect((await files.list('d3', { after: 'd3/sub/' })).items).toEqual([]);
  });

  it('lists thousands of files, with checksums where they are asked for', async () => {
    await mkdir(join(root, 'many'));
    for (let i = 0; i < 4_500; i += 1) {
      await writeFile(join(root, 'many', `${i}`.padStart(5, '0')), '');
    }
    const all = await files.list('many');
    expect(all).toMatchObject({ truncated: false, items: { length: 4_500 } });
    expect(all.items.map(item => item.path)).toEqual(
      all.items.map(item => item.path).sort(),
    );
    expect(
      await files.list('', { recursive: true, limit: 4_400 }),
    ).toMatchObject({ truncated: true, items: { length: 4_400 } });
    await writeFile(join(root, 'one'), 'one');
    const { items } = await files.list('', { checksums: { budget: 10_000 } });
    expect(items.map(({ path, sha256: sum }) => [path, sum])).toEqual([
      ['many', undefined],
      ['one', sha256('one')],
    ]);
  });

  it('refuses what leads out, links included', async () => {
    await symlink('../secret.txt', join(root, 'link'));
    await symlink(base, join(root, 'folder-link'));
    for (const path of ['../secret.txt', '/etc/passwd', 'a/../../secret.txt']) {
      const refusal = { code: 'InvalidPath' };
      await expect(read(path)).rejects.toMatchObject(refusal);
      await expect(files.stat(path)).rejects.toMatchObject(refusal);
      await expect(put(path, 'x')).rejects.toMatchObject(refusal);
      await expect(files.delete(path)).rejects.toMatchObject(refusal);
      await expect(toBuffer(files.zip(path))).rejects.toMatchObject(refusal);
    }
    for (const path of ['link', 'folder-link/secret.txt']) {
      await expect(read(path)).rejects.toMatchObject({
        code: 'InvalidPath',
        message: expect.stringMatching(/link/),
        advice: expect.any(String),
      });
      await expect(put(path, 'x')).rejects.toMatchObject({
        code: 'InvalidPath',
      });
    }
    expect(await paths()).toEqual([]);
    expect(await readFile(join(base, 'secret.txt'), 'utf8')).toBe('secret');
  });

  it('says what is wrong with a request', async () => {
    await put('file', 'x');
    await mkdir(join(root, 'folder'));
    await expect(read('missing')).rejects.toMatchObject({
      code: 'FileNotFound',
    });
    await expect(files.stat('missing')).rejects.toMatchObject({
      code: 'FileNotFound',
    });
    await expect(read('folder')).rejects.toMatchObject({ code: 'IsDirectory' });
    await expect(read('file/x')).rejects.toMatchObject({
      code: 'NotDirectory',
    });
    await expect(put('folder', 'x')).rejects.toMatchObject({
      code: 'IsDirectory',
    });
    await expect(
      put('file', 'other', { mustBeNew: true }),
    ).rejects.toMatchObject({ code: 'FileExists' });
    await expect(files.delete('missing')).rejects.toMatchObject({
      code: 'FileNotFound',
    });
    await expect(toBuffer(files.zip('missing'))).rejects.toMatchObject({
      code: 'FileNotFound',
    });
    await expect(files.stat('')).rejects.toMatchObject({ code: 'InvalidPath' });
    expect((await read('file')).toString()).toBe('x');
  });

  it('stores nothing of an upload that is refused or breaks off', async () => {
    await put('kept', 'before');
    const part = Buffer.alloc(100_000);
    async function* parts(error?: Error) {
      for (let i = 0; i < 50; i += 1) {
        yield part;
      }
      if (error) {
        throw error;
      }
    }
    let room = 1_000_000;
    const admit = (bytes: number) => {
      room -= bytes;
      if (room < 0) {
        throw Object.assign(new Error('no room'), { code: 'VolumeFull' });
      }
    };
    await expect(files.write('kept', parts(), { admit })).rejects.toMatchObject(
      { code: 'VolumeFull', message: 'no room' },
    );
    const aborted = Object.assign(new Error('aborted'), { code: 'ECONNRESET' });
    await expect(files.write('new', parts(aborted))).rejects.toMatchObject({
      code: 'UploadBroken',
    });
    await expect(
      files.write('kept', parts(), { reserve: Number.MAX_SAFE_INTEGER }),
    ).rejects.toMatchObject({ code: 'VolumeFull' });
    expect((await read('kept')).toString()).toBe('before');
    // A gateway notices a moment later that nothing more comes.
    while ((await readdir(root)).length > 1) {
      await new Promise(resolve => setTimeout(resolve, 20));
    }
    expect(await readdir(root)).toEqual(['kept']);
    expect(await files.write('kept', parts())).toMatchObject({
      size: 5_000_000,
      replacedSize: 6,
    });
  });

  it('zips a folder, and may be left in the middle', async () => {
    await put('data/a.txt', 'hello');
    await put('data/sub/b.bin', Buffer.alloc(5_000_000, 7));
    const archive = await toBuffer(files.zip(''));
    expect(archive.readUInt32LE(0)).toBe(0x04034b50);
    // End of central directory: 4 entries, folders included.
    const end = archive.lastIndexOf(Buffer.from('PK\x05\x06', 'latin1'));
    expect(archive.readUInt16LE(end + 10)).toBe(4);
    const half = files.zip('data');
    await half.next();
    await half.return(undefined);
    expect((await read('data/a.txt')).toString()).toBe('hello');
  });

  it('cleans up, and takes a root away', async () => {
    await writeFile(join(root, '.pagoda-work-1'), 'left over');
    await files.sweep();
    // Young: it may be under way.
    expect(await readdir(root)).toEqual(['.pagoda-work-1']);
    expect(await files.usage()).toEqual({ bytes: 0, files: 0 });
    await mkdir(join(root, 'runs', 'r-1'), { recursive: true });
    await writeFile(join(root, 'runs', 'r-1', 'f'), 'x');
    const run =
      kind === 'FileTree'
        ? new FileTree(join(root, 'runs', 'r-1'), new Checksums(new Map()))
        : new GatewayFiles(directTransport(port), 'runs/r-1');
    expect(await run.usage()).toEqual({ bytes: 1, files: 1 });
    expect((await run.list('')).items.map(item => item.path)).toEqual(['f']);
    await run.removeRoot();
    await run.removeRoot();
    expect(await readdir(join(root, 'runs'))).toEqual([]);
    expect(await run.list('')).toEqual({ items: [], truncated: false });
    await expect(run.stat('f')).rejects.toMatchObject({ code: 'FileNotFound' });
  });

  it('keeps the time of change', async () => {
    await put('old', 'x');
    const time = new Date('2020-02-02T02:02:02.500Z');
    await utimes(join(root, 'old'), time, time);
    expect((await files.stat('old')).modifiedAt).toEqual(time);
    expect((await files.list('')).items[0].modifiedAt).toEqual(time);
  });
});

describe('GatewayServer', () => {
  let root: string;
  let server: GatewayServer;
  let port: number;
  let lines: string[];

  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), 'pagoda-gateway-'));
    lines = [];
    server = new GatewayServer({
      root,
      token: TOKEN,
      checksums: new Checksums(new Map()),
      log: entry => lines.push(JSON.stringify(entry)),
    });
    port = await server.listen(0, '127.0.0.1');
  });

  afterEach(async () => {
    await server.close(0);
    await rm(root, { recursive: true });
  });

  const fetchAs = (token: string | undefined, path: string, init = {}) =>
    fetch(`http://127.0.0.1:${port}${path}`, {
      ...init,
      headers: {
        ...(token && { [TOKEN_HEADER]: token }),
        ...('headers' in init ? (init.headers as object) : {}),
      },
    });

  it('answers nobody without the token but whether it is there', async () => {
    await writeFile(join(root, 'a.txt'), 'secret text');
    for (const token of [undefined, 'wrong', `${TOKEN}x`]) {
      const answer = await fetchAs(token, '/v1/content?path=a.txt');
      expect(answer.status).toBe(401);
      expect(await answer.text()).not.toContain('secret text');
    }
    const put = await fetchAs('wrong', '/v1/content?path=b', {
      method: 'PUT',
      body: 'x',
    });
    expect(put.status).toBe(401);
    expect(await readdir(root)).toEqual(['a.txt']);
    const health = await fetchAs(undefined, '/healthz');
    expect([health.status, await health.text()]).toEqual([200, 'ok']);
    const right = await fetchAs(TOKEN, '/v1/content?path=a.txt');
    expect(await right.text()).toBe('secret text');
    expect(
      () => new GatewayServer({ ...optionsOf(root), token: 'short' }),
    ).toThrow(/fewer than 32/);
  });

  it('sends ranges with a tag, never as HTML, and of the file that is meant', async () => {
    await writeFile(join(root, 'page.html'), '<a href="/x">x</a>');
    const answer = await fetchAs(TOKEN, '/v1/content?path=page.html', {
      headers: { Range: 'bytes=1-6' },
    });
    expect(answer.status).toBe(206);
    expect(answer.headers.get('content-range')).toBe('bytes 1-6/18');
    expect(answer.headers.get('content-type')).toBe('application/octet-stream');
    expect(answer.headers.get('etag')).toMatch(/^"[0-9a-z-]+"$/);
    expect(await answer.text()).toBe('a href');
    const beyond = await fetchAs(TOKEN, '/v1/content?path=page.html', {
      headers: { Range: 'bytes=18-' },
    });
    expect(beyond.status).toBe(416);
    await beyond.text();
    const files = new GatewayFiles(directTransport(port));
    const file = await files.open('page.html');
    await rm(join(root, 'page.html'));
    await writeFile(join(root, 'other'), 'takes the inode');
    await writeFile(join(root, 'page.html'), 'another file of that name');
    await expect(toBuffer(file.read(0, file.size))).rejects.toMatchObject({
      code: 'FileChanged',
    });
  });

  it('refuses roots that nobody made, other operations, and nonsense', async () => {
    for (const query of ['root=..', 'root=/etc', 'root=a/../..', 'root=.x']) {
      const answer = await fetchAs(TOKEN, `/v1/list?${query}`);
      expect(answer.status).toBe(400);
      expect((await answer.json()).error.code).toBe('InvalidPath');
    }
    const whole = await fetchAs(TOKEN, '/v1/root', { method: 'DELETE' });
    expect(whole.status).toBe(400);
    await whole.text();
    for (const path of ['/v1/other', '/v1/../etc/passwd', '/']) {
      const answer = await fetchAs(TOKEN, path);
      expect(answer.status).toBe(404);
      await answer.text();
    }
    const limit = await fetchAs(TOKEN, '/v1/list?limit=-1');
    expect(limit.status).toBe(400);
    expect((await limit.json()).error.message).toContain('limit');
  });

  it('logs what it did without names and tokens, and knows how long nothing was asked', async () => {
    await writeFile(join(root, 'private-name'), 'x');
    await (await fetchAs(TOKEN, '/v1/content?path=private-name')).text();
    await (await fetchAs(TOKEN, '/v1/entry?path=missing-name')).text();
    while (lines.length < 2) {
      await new Promise(resolve => setTimeout(resolve, 10));
    }
    expect(lines.map(line => JSON.parse(line))).toEqual([
      expect.objectContaining({ route: '/v1/content', status: 200 }),
      expect.objectContaining({ route: '/v1/entry', status: 404 }),
    ]);
    expect(lines.join()).not.toMatch(/private-name|missing-name|a-token/);
    await new Promise(resolve => setTimeout(resolve, 60));
    const before = server.idle;
    expect(before).toBeGreaterThan(40);
    await (await fetchAs(undefined, '/healthz')).text();
    expect(server.idle).toBeGreaterThanOrEqual(before);
  });

  it('ends what is under way before it stops', async () => {
    await writeFile(join(root, 'big'), Buffer.alloc(20_000_000, 1));
    const files = new GatewayFiles(directTransport(port));
    const file = await files.open('big');
    const reading = file.read(0, file.size)[Symbol.asyncIterator]();
    let bytes = (await reading.next()).value.length;
    expect(server.idle).toBe(0);
    const closed = server.close(10_000);
    for (let part = await reading.next(); !part.done;) {
      bytes += part.value.length;
      part = await reading.next();
    }
    expect(bytes).toBe(20_000_000);
    await closed;
    await expect(files.open('big')).rejects.toMatchObject({
      code: 'ECONNREFUSED',
    });
  });

  function optionsOf(directory: string) {
    return {
      root: directory,
      token: TOKEN,
      checksums: new Checksums(new Map()),
      log: () => undefined,
    };
  }
});

it('breaks off where a file has become shorter', async () => {
  const handle = {
    read: async (buffer: Buffer) => ({ buffer, bytesRead: 0 }),
  } as unknown as Parameters<typeof readRange>[0];
  await expect(toBuffer(readRange(handle, 0, 5))).rejects.toThrow(/shorter/);
});

it('says where permissions are in the way, which not even root passes in sysfs', async () => {
  const files = new FileTree('/sys/kernel', new Checksums(new Map()));
  const denied = {
    code: 'Unwritable',
    message: expect.stringContaining('keep the portal from changing it'),
    advice: expect.any(String),
  };
  await expect(
    files.write('new', Readable.from([Buffer.from('x')]), { reserve: 0 }),
  ).rejects.toMatchObject(denied);
  const { items } = await files.list('');
  const file = items.find(({ type }) => type === 'file');
  await expect(files.delete(file?.path ?? '')).rejects.toMatchObject(denied);
});
