import {
  mkdirSync,
  mkdtempSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { collectUploads } from './collectUploads';

let directory: string;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'pagoda-cli-'));
  mkdirSync(join(directory, 'sub'));
  writeFileSync(join(directory, 'a.txt'), 'aaa');
  writeFileSync(join(directory, 'sub', '.hidden'), 'h');
  symlinkSync('../a.txt', join(directory, 'sub', 'link.txt'));
  symlinkSync('..', join(directory, 'sub', 'loop'));
});

afterEach(() => {
  rmSync(directory, { recursive: true });
});

async function targets(source: string, target?: string) {
  const skipped: string[] = [];
  const uploads = await collectUploads(source, target, path =>
    skipped.push(basename(path)),
  );
  return { paths: uploads.map(upload => upload.target), skipped, uploads };
}

describe('collectUploads', () => {
  it('takes a folder with all below, links to files, and no link to a folder', async () => {
    const { paths, skipped, uploads } = await targets(directory, '/books/');
    expect(paths).toEqual([
      'books/a.txt',
      'books/sub/.hidden',
      'books/sub/link.txt',
    ]);
    expect(uploads.map(({ size }) => size)).toEqual([3, 1, 3]);
    expect(skipped).toEqual(['loop']);
    expect((await targets(`${directory}/`)).paths[0]).toBe('a.txt');
  });

  it('takes a file under its name, into a folder, or under another name', async () => {
    const file = join(directory, 'a.txt');
    expect((await targets(file)).paths).toEqual(['a.txt']);
    expect((await targets(file, 'books/')).paths).toEqual(['books/a.txt']);
    expect((await targets(file, './books//b.txt')).paths).toEqual([
      'books/b.txt',
    ]);
  });

  it('wants a name for stdin, and something to upload', async () => {
    expect((await targets('-', 'data.csv')).paths).toEqual(['data.csv']);
    await expect(targets('-')).rejects.toThrow('What is the file called');
    await expect(targets(join(directory, 'none'))).rejects.toThrow(
      'none was not found',
    );
    rmSync(directory, { recursive: true });
    mkdirSync(directory);
    await expect(targets(directory)).rejects.toThrow('has no files');
  });
});
