import { createHash, randomBytes } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  createTestContext,
  type TestContext,
} from '../testing/createTestContext';
import { startServer, type TestServer } from '../testing/startServer';
import { downloadFile } from './downloadFile';

const CONTENT = randomBytes(200_000);
const SHA256 = createHash('sha256').update(CONTENT).digest('hex');
const DIGEST = `sha-256=${Buffer.from(SHA256, 'hex').toString('base64')}`;

let server: TestServer;
let test: TestContext;
let target: string;
/** Ranges that were asked for. */
let ranges: (string | undefined)[];
/** So many answers are cut in the middle. */
let cuts: number;
let headers: Record<string, string>;

beforeEach(async () => {
  ranges = [];
  cuts = 0;
  headers = { ETag: '"1"', Digest: DIGEST };
  server = await startServer((req, res) => {
    const { range, 'if-range': ifRange } = req.headers;
    ranges.push(range);
    const fits = range && (ifRange === undefined || ifRange === headers.ETag);
    const start = fits ? Number(/\d+/.exec(range)?.[0]) : 0;
    if (start >= CONTENT.length) {
      res.writeHead(416).end();
      return;
    }
    res.writeHead(fits ? 206 : 200, {
      'Content-Length': CONTENT.length - start,
      ...headers,
    });
    if (cuts > 0) {
      cuts -= 1;
      res.write(CONTENT.subarray(start, start + 70_000), () =>
        setTimeout(() => res.destroy(), 20),
      );
    } else {
      res.end(CONTENT.subarray(start));
    }
  });
  test = await createTestContext(server.url);
  target = join(test.directory, 'out', 'file.bin');
});

afterEach(async () => {
  await server.close();
  await test.remove();
});

const download = (sha256?: string) =>
  downloadFile(test.context, { path: '/file', target, sha256 });

const expectWhole = () => {
  expect(readFileSync(target).equals(CONTENT)).toBe(true);
  expect(existsSync(`${target}.part`)).toBe(false);
};

async function leavePart(bytes: Buffer) {
  await download();
  ranges = [];
  writeFileSync(`${target}.part`, bytes);
  writeFileSync(target, 'old');
}

describe('downloadFile', () => {
  it('goes on where the connection broke', async () => {
    cuts = 2;
    await download();
    expectWhole();
    expect(ranges).toHaveLength(3);
    expect(ranges[0]).toBeUndefined();
    expect(ranges[1]).toMatch(/^bytes=[1-9]\d*-$/);
  });

  it('goes on with what an earlier command has left', async () => {
    await leavePart(CONTENT.subarray(0, 1234));
    await download(SHA256);
    expectWhole();
    expect(ranges).toEqual(['bytes=1234-']);
  });

  it('begins again when what was left belongs to another file', async () => {
    await leavePart(Buffer.alloc(1234));
    await download();
    expectWhole();
    expect(ranges).toEqual(['bytes=1234-', undefined]);
  });

  it('does not trust what was left where no checksum is told', async () => {
    headers = {};
    await leavePart(Buffer.alloc(1234));
    await download();
    expectWhole();
    expect(ranges).toEqual(['bytes=1234-', undefined]);
  });

  it('takes a part that is whole already', async () => {
    await leavePart(CONTENT);
    await download(SHA256);
    expectWhole();
    expect(ranges).toEqual([`bytes=${CONTENT.length}-`]);
  });

  it('leaves a file alone that is there', async () => {
    await download();
    ranges = [];
    await download(SHA256);
    expect(ranges).toEqual([]);
  });

  it('refuses what does not have the checksum, and keeps nothing of it', async () => {
    await expect(download('0'.repeat(64))).rejects.toThrow(
      `its SHA-256 is ${SHA256}, ${'0'.repeat(64)} was expected`,
    );
    expect(existsSync(target)).toBe(false);
    expect(existsSync(`${target}.part`)).toBe(false);
  });
});
