import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdir, readdir, symlink, writeFile } from 'node:fs/promises';
import { request as httpRequest, type IncomingMessage } from 'node:http';
import { connect } from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { createTestPortal, type TestPortal } from '../testing/createTestPortal';

jest.setTimeout(30_000);

const run = promisify(execFile);
const FILES = '/projects/demo/volumes/data/files';

function sha256(data: string | Buffer): Buffer {
  return createHash('sha256').update(data).digest();
}

/** Fails by the test's time limit where it never comes true. */
async function until(condition: () => Promise<boolean>): Promise<void> {
  while (!(await condition())) {
    await new Promise(resolve => setTimeout(resolve, 20));
  }
}

describe('files of volumes', () => {
  let portal: TestPortal;
  let root: string;

  beforeAll(async () => {
    portal = await createTestPortal();
  });

  beforeEach(async () => {
    await portal
      .as('researcher')
      .post('/projects/demo/volumes', { name: 'data', size: '1Mi' });
    root = join(portal.dataDirectory, 'volumes', 'demo', 'data');
  });

  afterEach(async () => {
    await portal.as('owner').delete('/projects/demo/volumes/data');
  });

  afterAll(async () => {
    await portal.stop();
  });

  /** Without anything between us and the server that tidies paths up. */
  function raw(
    method: string,
    path: string,
    options: {
      headers?: Record<string, string>;
      body?: string | Buffer;
      user?: 'researcher' | 'viewer' | 'stranger';
    } = {},
  ): Promise<{ res: IncomingMessage; body: Buffer }> {
    const { headers, body, user = 'researcher' } = options;
    return new Promise((resolve, reject) => {
      const req = httpRequest(
        {
          port: portal.server.port(),
          method,
          path: `/api/pagoda/v1${path}`,
          headers: { Authorization: portal.header(user), ...headers },
        },
        async res => {
          const parts: Buffer[] = [];
          for await (const part of res) {
            parts.push(part);
          }
          resolve({ res, body: Buffer.concat(parts) });
        },
      );
      req.on('error', reject);
      req.end(body);
    });
  }

  const put = (path: string, body: string | Buffer, headers = {}) =>
    raw('PUT', `${FILES}/${path}`, { body, headers });
  const error = ({ body }: { body: Buffer }) => JSON.parse(String(body)).error;

  it('stores, lists, gives and deletes', async () => {
    const odd = encodeURIComponent(`Ünïcödé 100% "#1"?.csv`);
    const created = await put(`in/${odd}`, 'a,b\n');
    expect(created.res.statusCode).toBe(201);
    expect(JSON.parse(String(created.body))).toEqual({
      path: `in/Ünïcödé 100% "#1"?.csv`,
      type: 'file',
      size: 4,
      sha256: sha256('a,b\n').toString('hex'),
      mediaType: 'text/csv; charset=utf-8',
      modifiedAt: expect.any(String),
    });
    expect((await put(`in/${odd}`, 'a,b,c\n')).res.statusCode).toBe(200);
    const refused = await put(`in/${odd}`, 'x', { 'If-None-Match': '*' });
    expect(refused.res.statusCode).toBe(412);
    expect(error(refused).code).toBe('FileExists');

    const got = await raw('GET', `${FILES}/in/${odd}`);
    expect(String(got.body)).toBe('a,b,c\n');
    expect(got.res.headers).toMatchObject({
      'content-type': 'text/csv; charset=utf-8',
      'content-length': '6',
      'x-content-type-options': 'nosniff',
      'content-security-policy': expect.stringContaining('sandbox'),
      'cache-control': expect.stringContaining('no-transform'),
      digest: `sha-256=${sha256('a,b,c\n').toString('base64')}`,
      'content-disposition': `attachment; filename="_n_c_d_ 100_ _#1_?.csv"; filename*=UTF-8''${odd}`,
    });

    const top = await portal.as('viewer').get(FILES);
    expect(top.body).toMatchObject({
      truncated: false,
      items: [{ path: 'in', type: 'directory', size: 0 }],
    });
    const all = await portal.as('viewer').get(`${FILES}?recursive=true`);
    expect(all.body.items[1]).toMatchObject({
      path: `in/Ünïcödé 100% "#1"?.csv`,
      sha256: sha256('a,b,c\n').toString('hex'),
    });
    const folder = await portal.as('viewer').get(`${FILES}/in`);
    expect(folder.body.items).toHaveLength(1);

    const usage = await portal.as('viewer').get('/projects/demo/volumes/data');
    expect(usage.body.status).toMatchObject({ usedBytes: 6, files: 1 });

    const folderDelete = await portal.as('researcher').delete(`${FILES}/in`);
    expect(folderDelete.status).toBe(409);
    expect(folderDelete.body.error).toMatchObject({
      code: 'IsDirectory',
      field: 'path',
      advice: expect.stringContaining('recursive=true'),
    });
    expect(
      (await portal.as('researcher').delete(`${FILES}/in?recursive=true`))
        .status,
    ).toBe(204);
    expect((await raw('GET', `${FILES}/in`)).res.statusCode).toBe(404);
    const after = await portal.as('viewer').get('/projects/demo/volumes/data');
    expect(after.body.status).toMatchObject({ usedBytes: 0, files: 0 });
  });

  it('answers ranges and conditions as RFC 9110 says', async () => {
    await put('numbers.txt', '0123456789');
    const get = (headers: Record<string, string>, method = 'GET') =>
      raw(method, `${FILES}/numbers.txt`, { headers });
    const whole = await get({});
    const { etag = '', 'last-modified': modified = '' } = whole.res.headers;
    expect(etag).toBe(`"${sha256('0123456789').toString('hex')}"`);
    for (const [range, expected, contentRange] of [
      ['bytes=0-3', '0123', 'bytes 0-3/10'],
      ['bytes=4-', '456789', 'bytes 4-9/10'],
      ['bytes=-3', '789', 'bytes 7-9/10'],
      ['bytes=8-100', '89', 'bytes 8-9/10'],
      ['bytes=-100', '0123456789', 'bytes 0-9/10'],
    ]) {
      const part = await get({ Range: range });
      expect(part.res.statusCode).toBe(206);
      expect(String(part.body)).toBe(expected);
      expect(part.res.headers).toMatchObject({
        'content-range': contentRange,
        'content-length': String(expected.length),
        etag,
        digest: whole.res.headers.digest,
      });
    }
    for (const range of ['bytes=10-', 'bytes=-0', 'bytes=50-60']) {
      const none = await get({ Range: range });
      expect(none.res.statusCode).toBe(416);
      expect(none.res.headers['content-range']).toBe('bytes */10');
      expect(error(none)).toMatchObject({
        code: 'RangeNotSatisfiable',
        field: 'Range',
      });
    }
    for (const range of [
      'bytes=5-2',
      'lines=1-2',
      'bytes=0-1,4-5',
      'bytes=-',
    ]) {
      const ignored = await get({ Range: range });
      expect([ignored.res.statusCode, String(ignored.body)]).toEqual([
        200,
        '0123456789',
      ]);
    }
    const status = async (headers: Record<string, string>) =>
      (await get(headers)).res.statusCode;
    expect(await status({ 'If-None-Match': etag })).toBe(304);
    expect(await status({ 'If-None-Match': `"x", W/${etag}` })).toBe(304);
    expect(await status({ 'If-None-Match': '"x"' })).toBe(200);
    expect(await status({ 'If-Modified-Since': modified })).toBe(304);
    expect(
      await status({ 'If-Modified-Since': 'Thu, 01 Jan 1970 00:00:00 GMT' }),
    ).toBe(200);
    expect(await status({ Range: 'bytes=0-1', 'If-Range': etag })).toBe(206);
    expect(await status({ Range: 'bytes=0-1', 'If-Range': '"x"' })).toBe(200);
    expect(await status({ Range: 'bytes=0-1', 'If-Range': `W/${etag}` })).toBe(
      200,
    );
    const head = await get({ 'Accept-Encoding': 'gzip' }, 'HEAD');
    expect(head.body).toHaveLength(0);
    expect(head.res.headers).toMatchObject({ 'content-length': '10', etag });
    expect(head.res.headers['content-encoding']).toBeUndefined();
    await put('empty', '');
    const empty = await raw('GET', `${FILES}/empty`);
    expect([empty.res.statusCode, empty.body.length]).toEqual([200, 0]);
  });

  it.each([
    ['..%2F..%2F..%2Fsecret.txt'],
    ['%2e%2e/%2e%2e/%2e%2e/secret.txt'],
    ['a/..%2f..%2fother/f.txt'],
    ['%2Fetc%2Fpasswd'],
    ['/etc/passwd'],
    ['..%5C..%5Csecret.txt'],
    ['a//b'],
    ['./a'],
    ['a/'],
  ])('keeps %s out', async path => {
    await writeFile(join(portal.dataDirectory, 'secret.txt'), 'secret');
    for (const method of ['GET', 'PUT', 'DELETE']) {
      const answer = await raw(method, `${FILES}/${path}`, {
        body: method === 'PUT' ? 'x' : undefined,
      });
      expect(answer.res.statusCode).toBe(400);
      expect(error(answer)).toMatchObject({
        code: 'InvalidPath',
        field: 'path',
        advice: expect.any(String),
      });
      expect(String(answer.body)).not.toContain(portal.dataDirectory);
    }
    expect(await readdir(root)).toEqual([]);
  });

  it('takes a path that climbs out of the route for another resource, or none', async () => {
    const answer = await raw('GET', `${FILES}/../../../../../../etc/passwd`);
    expect(answer.res.statusCode).toBe(400);
    const nul = await raw('GET', `${FILES}/a%00b`);
    expect([nul.res.statusCode, error(nul).field]).toEqual([400, 'path']);
    // Decoded once, never twice: this is a file's harmless name.
    const twice = await raw('GET', `${FILES}/%252e%252e/x`);
    expect(error(twice)).toMatchObject({ code: 'FileNotFound' });
  });

  it('follows no link that a run has planted', async () => {
    await put('real.txt', 'real');
    await symlink('/etc', join(root, 'etc'));
    await symlink('/etc/passwd', join(root, 'passwd'));
    await mkdir(join(root, 'sub'));
    await symlink('..', join(root, 'sub', 'up'));
    for (const path of ['passwd', 'etc/passwd', 'sub/up/real.txt', 'etc']) {
      for (const method of ['GET', 'PUT']) {
        const answer = await raw(method, `${FILES}/${path}`, {
          body: method === 'PUT' ? 'x' : undefined,
        });
        expect(answer.res.statusCode).toBe(400);
        expect(error(answer)).toMatchObject({
          code: 'InvalidPath',
          message: expect.stringContaining('link'),
        });
      }
    }
    const { body } = await portal.as('viewer').get(`${FILES}?recursive=true`);
    expect(body.items.map((file: { path: string }) => file.path)).toEqual([
      'real.txt',
      'sub',
    ]);
  });

  it('zips folders', async () => {
    await put('a/x.txt', 'x'.repeat(100_000));
    await put('a/b/y%20z.txt', 'y');
    const zip = await raw('GET', `${FILES}?archive=zip`, {
      headers: { 'Accept-Encoding': 'gzip' },
    });
    expect(zip.res.headers).toMatchObject({
      'content-type': 'application/zip',
      'content-disposition': expect.stringContaining('"data.zip"'),
    });
    expect(zip.res.headers['content-encoding']).toBeUndefined();
    expect(zip.body.length).toBeLessThan(5_000);
    const file = join(portal.dataDirectory, 'test.zip');
    await writeFile(file, zip.body);
    const { stdout } = await run('python3', ['-m', 'zipfile', '-l', file]);
    expect(stdout).toMatch(/a\/b\/y z\.txt[^\n]* 1\n/);
    expect(stdout).toMatch(/a\/x\.txt[^\n]* 100000\n/);
    const folder = await raw('GET', `${FILES}/a/b?archive=zip`);
    expect(folder.res.headers['content-disposition']).toContain('"b.zip"');
    expect(
      (await raw('GET', `${FILES}/missing?archive=zip`)).res.statusCode,
    ).toBe(404);
  });

  it('keeps uploads within the volume, one by one and together', async () => {
    const half = Buffer.alloc(600 * 1024, 'h');
    // Told beforehand that it cannot fit: nothing is read.
    const tooBig = await put('big', Buffer.alloc(1024 * 1024 + 1));
    expect(tooBig.res.statusCode).toBe(409);
    expect(error(tooBig)).toMatchObject({
      code: 'VolumeFull',
      message: expect.stringContaining('1Mi'),
    });
    const chunked = await put('big', Buffer.alloc(1024 * 1024 + 1), {
      'Transfer-Encoding': 'chunked',
    });
    expect(error(chunked).code).toBe('VolumeFull');
    const both = await Promise.all([put('one', half), put('two', half)]);
    expect(both.map(({ res }) => res.statusCode).sort()).toEqual([201, 409]);
    const [name] = await readdir(root);
    expect(await readdir(root)).toEqual([name]);
    // Replacing does not count twice once it is done, and deleting makes room.
    expect((await put('small', 'x')).res.statusCode).toBe(201);
    await portal.as('researcher').delete(`${FILES}/${name}`);
    expect((await put('three', half)).res.statusCode).toBe(201);
    const { body } = await portal
      .as('viewer')
      .get('/projects/demo/volumes/data');
    expect(body.status).toMatchObject({ usedBytes: 600 * 1024 + 1, files: 2 });
  });

  it('leaves nothing of an upload whose connection breaks', async () => {
    const socket = connect(portal.server.port(), 'localhost');
    socket.write(
      `PUT /api/pagoda/v1${FILES}/half HTTP/1.1\r\nHost: localhost\r\nAuthorization: ${portal.header('researcher')}\r\nContent-Length: 1000\r\n\r\nhalf of it`,
    );
    await until(async () => (await readdir(root)).length === 1);
    expect(await readdir(root)).toEqual([
      expect.stringMatching(/^\.pagoda-work-/),
    ]);
    socket.destroy();
    await until(async () => (await readdir(root)).length === 0);
  });

  it('lets a viewer read, and a stranger learn nothing', async () => {
    await put('f', 'x');
    const as = (user: 'viewer' | 'stranger', method: string, path = 'f') =>
      raw(method, `${FILES}/${path}`, {
        user,
        body: method === 'PUT' ? 'x' : undefined,
      });
    expect((await as('viewer', 'GET')).res.statusCode).toBe(200);
    expect((await as('viewer', 'PUT')).res.statusCode).toBe(403);
    expect((await as('viewer', 'DELETE')).res.statusCode).toBe(403);
    for (const method of ['GET', 'PUT', 'DELETE']) {
      expect((await as('stranger', method)).res.statusCode).toBe(404);
    }
    const missing = await raw('GET', '/projects/demo/volumes/none/files');
    expect(error(missing)).toMatchObject({
      code: 'VolumeNotFound',
      field: 'volume',
    });
  });
});
