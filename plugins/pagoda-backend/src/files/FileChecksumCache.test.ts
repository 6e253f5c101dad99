import { appendFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FileChecksumCache } from './FileChecksumCache';

const sha256 = (digit: number) => String(digit).repeat(64);

describe('FileChecksumCache', () => {
  let directory: string;
  let path: string;
  const onError = jest.fn();

  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'pagoda-checksums-'));
    path = join(directory, 'new', 'checksums.txt');
    onError.mockReset();
  });

  afterEach(async () => {
    await rm(directory, { recursive: true });
  });

  it('remembers over restarts, whatever the end of the file looks like', async () => {
    const first = await FileChecksumCache.open({ path, onError });
    first.set('a-1', sha256(1));
    await first.flush();
    first.set('b-2', sha256(2));
    await first.flush();
    await appendFile(path, `c-3 ${sha256(3).slice(0, 20)}`);
    const second = await FileChecksumCache.open({ path, onError });
    expect(second.get('a-1')).toBe(sha256(1));
    expect(second.get('b-2')).toBe(sha256(2));
    expect(second.get('c-3')).toBeUndefined();
    second.set('d-4', sha256(4));
    await second.flush();
    const third = await FileChecksumCache.open({ path, onError });
    expect(third.get('d-4')).toBe(sha256(4));
    expect(third.get('a-1')).toBe(sha256(1));
  });

  it('forgets what was not used for longest, in memory and in the file', async () => {
    const cache = await FileChecksumCache.open({ path, onError, limit: 3 });
    for (const digit of [1, 2, 3]) {
      cache.set(`v-${digit}`, sha256(digit));
    }
    expect(cache.get('v-1')).toBe(sha256(1));
    cache.set('v-4', sha256(4));
    expect(cache.get('v-2')).toBeUndefined();
    expect(cache.get('v-1')).toBe(sha256(1));
    for (let round = 0; round < 10; round += 1) {
      cache.set(`r-${round}`, sha256(5));
      await cache.flush();
    }
    const lines = (await readFile(path, 'utf8')).trim().split('\n');
    expect(lines.length).toBeLessThanOrEqual(6);
    expect(lines.at(-1)).toBe(`r-9 ${sha256(5)}`);
  });

  it('goes on where its file cannot be written, and says so', async () => {
    const cache = await FileChecksumCache.open({
      path: join(directory, 'later', 'checksums.txt'),
      onError,
    });
    await writeFile(join(directory, 'later'), 'in the way');
    cache.set('a-1', sha256(1));
    await expect(cache.flush()).rejects.toThrow();
    expect(cache.get('a-1')).toBe(sha256(1));
    cache.set('b-2', sha256(2));
    while (onError.mock.calls.length === 0) {
      await new Promise(resolve => setTimeout(resolve, 50));
    }
    expect(onError).toHaveBeenCalledWith(
      expect.objectContaining({ code: 'EEXIST' }),
    );
  });
});
