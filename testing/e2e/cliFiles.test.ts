import { randomBytes } from 'node:crypto';
import {
  mkdir,
  readFile,
  readdir,
  truncate,
  writeFile,
} from 'node:fs/promises';
import { join } from 'node:path';
import { Cli } from '../Cli';
import { sharedPortalUrl } from '../sharedPortal';

const VOLUME = `cli-${process.pid}`;
const CONTENT = randomBytes(3_000_000);

let cli: Cli;

beforeAll(async () => {
  cli = await Cli.signedIn(sharedPortalUrl(), 'researcher');
  await cli.succeed('volume', 'create', VOLUME, '--size', '20Mi');
});

afterAll(async () => {
  await cli.succeed('volume', 'delete', VOLUME, '--yes');
  await cli.dispose();
});

describe('pagoda volume', () => {
  it('uploads a folder, and downloads it again', async () => {
    const folder = join(cli.directory, 'corpus');
    await mkdir(join(folder, 'ä b'), { recursive: true });
    await writeFile(join(folder, 'a.json'), '{"items": []}');
    await writeFile(join(folder, 'empty'), '');
    await writeFile(join(folder, 'ä b', 'deep.bin'), CONTENT);
    expect(await cli.succeed('volume', 'put', VOLUME, 'corpus', 'in')).toBe(
      'in/a.json\nin/empty\nin/ä b/deep.bin\n',
    );
    const list = await cli.succeed('volume', 'ls', VOLUME, '-r', '-o', 'name');
    expect(list.trim().split('\n').sort()).toEqual([
      'in',
      'in/a.json',
      'in/empty',
      'in/ä b',
      'in/ä b/deep.bin',
    ]);
    await cli.succeed('volume', 'get', VOLUME, 'in', '-O', 'out');
    const out = join(cli.directory, 'out');
    expect((await readFile(join(out, 'ä b/deep.bin'))).equals(CONTENT)).toBe(
      true,
    );
    expect((await readdir(out)).sort()).toEqual(['a.json', 'empty', 'ä b']);
    // A file that looks like a listing is a file.
    expect(
      await cli.succeed('volume', 'get', VOLUME, 'in/a.json', '-O', '-'),
    ).toBe('{"items": []}');
    await cli.succeed('volume', 'rm', VOLUME, 'in', '--recursive');
    expect(await cli.succeed('volume', 'ls', VOLUME, '-o', 'name')).toBe('');
  });

  it('goes on with a download that was cut', async () => {
    await writeFile(join(cli.directory, 'big.bin'), CONTENT);
    await cli.succeed('volume', 'put', VOLUME, 'big.bin', 'data/');
    const get = () =>
      cli.succeed('volume', 'get', VOLUME, 'data/big.bin', '-O', 'copy.bin');
    const copy = join(cli.directory, 'copy.bin');
    for (const part of [CONTENT.subarray(0, 1_000_000), Buffer.alloc(5)]) {
      await writeFile(`${copy}.part`, part);
      await get();
      expect((await readFile(copy)).equals(CONTENT)).toBe(true);
      await truncate(copy);
    }
  });

  it('reads and writes pipes, and replaces only where it may', async () => {
    const put = (text: string, ...args: string[]) =>
      cli.pipe(text, 'volume', 'put', VOLUME, '-', 'note.txt', ...args);
    expect(await put('first')).toMatchObject({ code: 0, stdout: 'note.txt\n' });
    expect(await put('second', '--no-replace')).toMatchObject({
      code: 5,
      stderr: expect.stringContaining('note.txt is there already'),
    });
    expect(await put('third')).toMatchObject({ code: 0 });
    expect(
      await cli.succeed('volume', 'get', VOLUME, 'note.txt', '-O', '-'),
    ).toBe('third');
  });

  it('says when there is no room, or no such file', async () => {
    await writeFile(join(cli.directory, 'huge.bin'), Buffer.alloc(30_000_000));
    expect(await cli.run('volume', 'put', VOLUME, 'huge.bin')).toMatchObject({
      code: 5,
      stderr: expect.stringContaining('the file does not fit'),
    });
    expect(await cli.run('volume', 'get', VOLUME, 'none')).toMatchObject({
      code: 4,
    });
  });
});

describe('pagoda run results', () => {
  it('downloads files, folders and archives', async () => {
    const script = `
      const { mkdirSync, writeFileSync } = require('fs');
      const out = process.env.PAGODA_OUTPUT_DIR;
      mkdirSync(out + '/frames');
      for (let i = 0; i < 12; i++) writeFileSync(out + '/frames/' + i, 'frame ' + i);
      writeFileSync(out + '/result.json', '{"answer": 42}');`;
    const id = (
      await cli.succeed(
        ...['run', 'submit', '--wait', '-q', '--image', 'node', '--'],
        ...['node', '-e', script],
      )
    ).trim();
    const number = (await cli.json<{ number: number }>('run', 'get', id))
      .number;
    await cli.succeed('run', 'results', 'get', id);
    const folder = join(cli.directory, `run-${number}`);
    expect((await readdir(folder)).sort()).toEqual(['frames', 'result.json']);
    expect(await readFile(join(folder, 'frames/11'), 'utf8')).toBe('frame 11');

    await cli.succeed('run', 'results', 'get', id, 'frames');
    expect(await readdir(join(cli.directory, 'frames'))).toHaveLength(12);
    await cli.succeed('run', 'results', 'get', id, 'result.json', '-O', 'out/');
    expect(
      await readFile(join(cli.directory, 'out/result.json'), 'utf8'),
    ).toContain('42');

    await cli.succeed('run', 'results', 'archive', id);
    const zip = await readFile(join(cli.directory, `run-${number}.zip`));
    expect(zip.subarray(0, 2).toString()).toBe('PK');
    expect(zip.includes('frames/11')).toBe(true);
    expect(
      await cli.run('run', 'results', 'get', id, 'none', '-O', '-'),
    ).toMatchObject({ code: 4, stdout: '' });
  });
});
