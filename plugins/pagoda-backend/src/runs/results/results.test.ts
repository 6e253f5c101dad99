import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { RunPhase } from '@pagoda/plugin-pagoda-common';
import {
  createTestPortal,
  type TestPortal,
} from '../../testing/createTestPortal';
import { RunStore } from '../RunStore';
import type { NewRun } from '../types';

jest.setTimeout(30_000);

const execute = promisify(execFile);

function sha256(data: string | Buffer): Buffer {
  return createHash('sha256').update(data).digest();
}

describe('results of runs', () => {
  let portal: TestPortal;

  beforeAll(async () => {
    portal = await createTestPortal();
  });

  afterAll(async () => {
    await portal.stop();
  });

  /** A run that has written these files. */
  async function runWith(phase: RunPhase, files: Record<string, string>) {
    const runs = new RunStore(portal.knex);
    const [{ run, version }] = await runs.create([
      {
        project: 'demo',
        owner: 'user:default/researcher',
        cluster: 'elsewhere',
        labels: {},
        spec: {
          image: 'none',
          command: ['true'],
          parameters: {},
          resources: { cpu: '1', memory: '1Mi', gpu: 0 },
          volumes: [],
          timeoutSeconds: 60,
          retries: { limit: 0 },
        },
      } as NewRun,
    ]);
    await runs.observe(run.id, version, { phase });
    const root = join(portal.dataDirectory, 'results', 'demo', run.id);
    for (const [path, text] of Object.entries(files)) {
      await mkdir(join(root, path, '..'), { recursive: true });
      await writeFile(join(root, path), text);
    }
    return { root, url: `/runs/${run.id}/results`, id: run.id };
  }

  it('lists all files of a finished run with size and checksum, and gives each', async () => {
    const files = {
      'result.json': '{"pi":3.14}',
      'frames/0001.png': 'not really a picture',
      'frames/with space & ünïcödé.csv': 'a,b\n',
      'page.html': '<script>alert(1)</script>',
    };
    const { url } = await runWith('Succeeded', files);
    const { status, body } = await portal.as('viewer').get(url);
    expect(status).toBe(200);
    expect(body.truncated).toBe(false);
    const listed = body.items.filter(
      (file: { type: string }) => file.type === 'file',
    );
    expect(listed.map((file: { path: string }) => file.path)).toEqual(
      Object.keys(files).sort(),
    );
    for (const { path, size, sha256: hash } of listed) {
      const text = files[path as keyof typeof files];
      expect(size).toBe(Buffer.byteLength(text));
      expect(hash).toBe(sha256(text).toString('hex'));
      const got = await portal
        .as('viewer')
        .get(`${url}/${path.split('/').map(encodeURIComponent).join('/')}`)
        .buffer(true)
        .parse((res, done) => {
          const parts: Buffer[] = [];
          res.on('data', part => parts.push(part));
          res.on('end', () => done(null, Buffer.concat(parts)));
        });
      expect(String(got.body)).toBe(text);
      expect(got.headers).toMatchObject({
        etag: `"${hash}"`,
        digest: `sha-256=${sha256(text).toString('base64')}`,
        'content-disposition': expect.stringMatching(/^attachment; /),
        'content-security-policy': "sandbox; default-src 'none'",
        'x-content-type-options': 'nosniff',
      });
    }
    const folder = await portal.as('viewer').get(`${url}/frames`);
    expect(folder.body.items).toHaveLength(2);
    const part = await portal
      .as('viewer')
      .get(`${url}/page.html`)
      .set('Range', 'bytes=1-6');
    expect([part.status, part.text]).toEqual([206, 'script']);
    expect(part.headers['content-range']).toBe('bytes 1-6/25');
    const missing = await portal.as('viewer').get(`${url}/none`);
    expect([missing.status, missing.body.error.code]).toEqual([
      404,
      'FileNotFound',
    ]);
  });

  it('gives everything as one zip that Python takes', async () => {
    const { url, id } = await runWith('Failed', {
      'a/one.txt': 'one',
      'two.txt': 'two'.repeat(10_000),
    });
    const { body, headers } = await portal
      .as('viewer')
      .get(`${url}?archive=zip`)
      .buffer(true)
      .parse((res, done) => {
        const parts: Buffer[] = [];
        res.on('data', part => parts.push(part));
        res.on('end', () => done(null, Buffer.concat(parts)));
      });
    expect(headers['content-disposition']).toContain(`"${id}.zip"`);
    const file = join(portal.dataDirectory, 'results.zip');
    await writeFile(file, body);
    const { stdout } = await execute('python3', [
      '-c',
      'import zipfile,sys;z=zipfile.ZipFile(sys.argv[1]);assert z.testzip() is None;print(z.namelist(),z.read("a/one.txt"),len(z.read("two.txt")))',
      file,
    ]);
    expect(stdout.trim()).toBe(`['a/', 'a/one.txt', 'two.txt'] b'one' 30000`);
  });

  it('promises nothing of files while the run may write them', async () => {
    const { url } = await runWith('Running', { 'log.txt': 'so far' });
    const { body } = await portal.as('viewer').get(url);
    expect(body.items).toHaveLength(1);
    expect(body.items[0].sha256).toBeUndefined();
    const got = await portal.as('viewer').get(`${url}/log.txt`);
    expect(got.text).toBe('so far');
    expect(got.headers.etag).toMatch(/^W\//);
    expect(got.headers.digest).toBeUndefined();
  });

  it('has an empty list where a run has written nothing', async () => {
    const { url } = await runWith('Queued', {});
    const { status, body } = await portal.as('viewer').get(url);
    expect([status, body]).toEqual([200, { items: [], truncated: false }]);
    expect((await portal.as('viewer').get(`${url}/x`)).status).toBe(404);
    const empty = await portal.as('viewer').get(`${url}?archive=zip`);
    expect([empty.status, empty.headers['content-type']]).toEqual([
      200,
      'application/zip',
    ]);
  });

  it('follows no link out of the output directory, nor in its place', async () => {
    const { url, root } = await runWith('Succeeded', { 'real.txt': 'real' });
    await symlink('/etc/passwd', join(root, 'passwd'));
    await symlink('/etc', join(root, 'etc'));
    for (const path of ['passwd', 'etc/passwd', '%2e%2e/%2e%2e/x']) {
      const answer = await portal.as('viewer').get(`${url}/${path}`);
      expect([answer.status, answer.body.error.code]).toEqual([
        400,
        'InvalidPath',
      ]);
    }
    expect((await portal.as('viewer').get(url)).body.items).toHaveLength(1);
    const other = await runWith('Succeeded', {});
    await mkdir(join(other.root, '..'), { recursive: true });
    await symlink('/etc', other.root);
    expect((await portal.as('viewer').get(other.url)).status).toBe(400);
    expect((await portal.as('viewer').get(`${other.url}/passwd`)).status).toBe(
      400,
    );
  });

  it('does not tell strangers that a run exists', async () => {
    const { url } = await runWith('Succeeded', { f: 'x' });
    for (const path of [url, `${url}/f`, `${url}?archive=zip`]) {
      const hidden = await portal.as('stranger').get(path);
      expect([hidden.status, hidden.body.error.code]).toEqual([
        404,
        'RunNotFound',
      ]);
    }
    const none = await portal
      .as('viewer')
      .get('/runs/01993f2e-0000-7000-8000-000000000000/results');
    expect(none.body.error.code).toBe('RunNotFound');
  });
});
