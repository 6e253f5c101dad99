import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  chmod,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rename,
  rm,
  stat,
  symlink,
  utimes,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { promisify } from 'node:util';
import { Checksums } from './Checksums';
import { FileTree } from './FileTree';
import { removeTree } from './removal';

const run = promisify(execFile);

const ODD_NAMES = [
  'with space.txt',
  'per%cent %2e%2e.txt',
  'ha#sh?query&x=1;.txt',
  `quotes "double" 'single' \`back\`.txt`,
  'ünïcödé 数据 🧪.txt',
  'line\nbreak.txt',
  '...',
  '-rf',
  '.hidden',
];

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

// Disks may be slow, and each upload waits for them.
jest.setTimeout(30_000);

describe('FileTree', () => {
  let base: string;
  let root: string;
  let known: Map<string, string>;
  let tree: FileTree;

  beforeEach(async () => {
    base = await mkdtemp(join(tmpdir(), 'pagoda-files-'));
    root = join(base, 'root');
    await mkdir(root);
    await writeFile(join(base, 'secret.txt'), 'secret');
    await mkdir(join(base, 'outside'));
    await writeFile(join(base, 'outside', 'f.txt'), 'secret');
    known = new Map();
    tree = new FileTree(root, new Checksums(known));
  });

  afterEach(async () => {
    await rm(base, { recursive: true, force: true });
  });

  const put = (path: string, text: string, options = {}) =>
    tree.write(path, Readable.from([Buffer.from(text)]), options);
  const read = async (path: string) => {
    const { handle } = await tree.open(path);
    try {
      return await handle.readFile('utf8');
    } finally {
      await handle.close();
    }
  };
  const paths = async (path: string = '', recursive: boolean = true) =>
    (await tree.list(path, { recursive })).items.map(item => item.path);

  it('gives back what was stored, under any harmless name, in the order of paths', async () => {
    for (const name of ODD_NAMES) {
      const stored = await put(`folder/${name}`, name);
      expect(stored).toMatchObject({
        size: Buffer.byteLength(name),
        sha256: sha256(name),
      });
      expect(stored.replacedSize).toBeUndefined();
      expect(await read(`folder/${name}`)).toBe(name);
    }
    expect(await put('folder/-rf', 'again')).toMatchObject({ replacedSize: 3 });
    await put('folder.txt', '');
    await put('folder/sub/x', 'x');
    const { items } = await tree.list('', { recursive: true });
    const listed = items.map(item => item.path);
    const keys = items.map(({ path, type }) =>
      type === 'directory' ? `${path}/` : path,
    );
    expect(keys).toEqual([...keys].sort());
    expect(listed).toContain('folder.txt');
    expect(listed.filter(p => p.startsWith('folder/'))).toHaveLength(
      ODD_NAMES.length + 2,
    );
    expect(await paths('', false)).toEqual(['folder.txt', 'folder']);
    expect(await paths('folder/sub')).toEqual(['folder/sub/x']);
    expect(await tree.usage()).toMatchObject({ files: ODD_NAMES.length + 2 });
    // Nothing else was left in the root.
    expect((await readdir(root)).sort()).toEqual(['folder', 'folder.txt']);
  });

  it.each([
    ['/etc/passwd', /absolute/],
    ['..', /contains '\.\.'/],
    ['../secret.txt', /contains '\.\.'/],
    ['a/../../secret.txt', /contains '\.\.'/],
    ['a/./b', /contains '\.'/],
    ['a//b', /empty name/],
    ['a/', /empty name/],
    ['a\0b', /NUL/],
    ['..\\secret.txt', /backslash/],
    ['C:\\secret.txt', /backslash/],
    [`${'x'.repeat(256)}`, /256 bytes/],
    ['.pagoda-work-1', /kept for uploads/],
  ])('refuses the path %j', async (path, message) => {
    const refusal = {
      code: 'InvalidPath',
      message: expect.stringMatching(message),
    };
    await expect(read(path)).rejects.toMatchObject(refusal);
    await expect(tree.stat(path)).rejects.toMatchObject(refusal);
    await expect(tree.list(path)).rejects.toMatchObject(refusal);
    await expect(put(path, 'x')).rejects.toMatchObject(refusal);
    await expect(tree.delete(path)).rejects.toMatchObject(refusal);
    await expect(toBuffer(tree.zip(path))).rejects.toMatchObject(refusal);
    expect(await readdir(root)).toEqual([]);
  });

  it('follows no link, wherever it is', async () => {
    await symlink('../secret.txt', join(root, 'file-link'));
    await symlink(join(base, 'outside'), join(root, 'folder-link'));
    await symlink('.', join(root, 'loop'));
    await mkdir(join(root, 'real'));
    await symlink(join(base, 'outside'), join(root, 'real', 'inner'));
    await writeFile(join(root, 'real', 'own.txt'), 'own');
    const link = {
      code: 'InvalidPath',
      message: expect.stringMatching(/link/),
    };
    for (const path of [
      'file-link',
      'folder-link/f.txt',
      'real/inner/f.txt',
      'loop/real/own.txt',
    ]) {
      await expect(read(path)).rejects.toMatchObject(link);
      await expect(tree.stat(path)).rejects.toMatchObject(link);
      await expect(put(path, 'overwritten')).rejects.toMatchObject(link);
    }
    await expect(tree.list('folder-link')).rejects.toMatchObject(link);
    await expect(toBuffer(tree.zip('folder-link'))).rejects.toMatchObject(link);
    await expect(tree.delete('folder-link/f.txt')).rejects.toMatchObject(link);
    expect(await paths()).toEqual(['real', 'real/own.txt']);
    expect((await toBuffer(tree.zip(''))).includes('secret')).toBe(false);
    expect(await tree.usage()).toEqual({ bytes: 3, files: 1 });
    // Deleting takes the links, not what they point at.
    await tree.delete('real', { recursive: true });
    await tree.delete('folder-link', { recursive: true });
    expect(await readFile(join(base, 'outside', 'f.txt'), 'utf8')).toBe(
      'secret',
    );
    expect(await readFile(join(base, 'secret.txt'), 'utf8')).toBe('secret');
    // Nor is a root followed that was replaced with a link.
    await rm(root, { recursive: true });
    await symlink(join(base, 'outside'), root);
    await expect(tree.list('')).rejects.toMatchObject(link);
    await expect(read('f.txt')).rejects.toMatchObject(link);
    await expect(put('new', 'x')).rejects.toMatchObject(link);
  });

  it('is not led out by somebody who swaps a folder for a link meanwhile', async () => {
    await mkdir(join(root, 'd'));
    await writeFile(join(root, 'd', 'f.txt'), 'inside');
    let swapping = true;
    let swaps = 0;
    // Each step may find that an upload has made the folder anew; the next round then puts things right.
    const attempt = (step: Promise<void>) => step.catch(() => undefined);
    const [folder, aside] = [join(root, 'd'), join(root, 'aside')];
    const swapper = (async () => {
      while (swapping) {
        await attempt(rename(folder, aside));
        await attempt(symlink(join(base, 'outside'), folder));
        await rm(folder, { recursive: true, force: true });
        await attempt(rename(aside, folder));
        swaps += 1;
      }
    })();
    const seen = new Set<string>();
    const refusals = new Set<string>();
    try {
      const end = Date.now() + 1_000;
      while (Date.now() < end || swaps < 20) {
        seen.add(await read('d/f.txt').catch(error => error.code));
        refusals.add(
          await put('d/new.txt', 'x').then(
            () => 'stored',
            error => error.code,
          ),
        );
      }
    } finally {
      swapping = false;
      await swapper;
    }
    expect(seen).toContain('inside');
    expect(seen).not.toContain('secret');
    expect(['stored', 'InvalidPath', 'FileNotFound', 'NotDirectory']).toEqual(
      expect.arrayContaining([...refusals]),
    );
    expect(await readdir(join(base, 'outside'))).toEqual(['f.txt']);
  });

  it('does not hang on pipes, and shows what is no file to nobody', async () => {
    await run('mkfifo', [join(root, 'pipe')]);
    await expect(read('pipe')).rejects.toMatchObject({ code: 'InvalidPath' });
    await expect(put('pipe', 'x')).rejects.toMatchObject({
      code: 'InvalidPath',
    });
    await put('file', 'x');
    await expect(read('file/below')).rejects.toMatchObject({
      code: 'NotDirectory',
    });
    await expect(put('file/below', 'x')).rejects.toMatchObject({
      code: 'NotDirectory',
    });
    await expect(read('missing/f')).rejects.toMatchObject({
      code: 'FileNotFound',
    });
    await mkdir(join(root, 'folder'));
    await expect(read('folder')).rejects.toMatchObject({ code: 'IsDirectory' });
    await expect(put('folder', 'x')).rejects.toMatchObject({
      code: 'IsDirectory',
    });
    expect(await paths()).toEqual(['file', 'folder']);
  });

  it('leaves nothing of an upload that breaks off or does not fit, and keeps what was there', async () => {
    await put('kept', 'before');
    async function* broken() {
      yield Buffer.from('part');
      throw Object.assign(new Error('aborted'), { code: 'ECONNRESET' });
    }
    await expect(tree.write('new/file', broken())).rejects.toMatchObject({
      code: 'UploadBroken',
    });
    await expect(tree.write('kept', broken())).rejects.toMatchObject({
      code: 'UploadBroken',
    });
    let room = 5;
    const admit = (bytes: number) => {
      room -= bytes;
      if (room < 0) {
        throw Object.assign(new Error('full'), { code: 'VolumeFull' });
      }
    };
    const parts = Readable.from([Buffer.from('123'), Buffer.from('456')]);
    await expect(tree.write('kept', parts, { admit })).rejects.toMatchObject({
      code: 'VolumeFull',
    });
    await expect(
      put('kept', 'x', { reserve: Number.MAX_SAFE_INTEGER }),
    ).rejects.toMatchObject({ code: 'VolumeFull' });
    expect(await readdir(root)).toEqual(['kept']);
    expect(await read('kept')).toBe('before');
  });

  it('lets one of many win who want a new file, and readers see whole files alone', async () => {
    const outcomes = await Promise.allSettled(
      Array.from({ length: 20 }, (_, i) =>
        put('race', String(i).repeat(1000), { mustBeNew: true }),
      ),
    );
    expect(outcomes.filter(o => o.status === 'fulfilled')).toHaveLength(1);
    expect(
      outcomes.filter(
        o => o.status === 'rejected' && o.reason.code !== 'FileExists',
      ),
    ).toEqual([]);
    let writing = true;
    const writers = Promise.all(
      Array.from({ length: 4 }, async (_, i) => {
        for (let n = 0; n < 8; n += 1) {
          await put('shared', String(i).repeat(100_000));
        }
      }),
    ).finally(() => {
      writing = false;
    });
    while (writing) {
      const text = await read('shared').catch(error => error.code);
      expect(text).toMatch(
        /^(FileNotFound|0{100000}|1{100000}|2{100000}|3{100000})$/,
      );
    }
    await writers;
    expect((await readdir(root)).sort()).toEqual(['race', 'shared']);
  });

  it('deletes folders that are deep, large or read-only, and says what was freed', async () => {
    await expect(tree.delete('missing')).rejects.toMatchObject({
      code: 'FileNotFound',
    });
    const deep = Array.from({ length: 300 }, () => 'd').join('/');
    await mkdir(join(root, 'top', deep), { recursive: true });
    await writeFile(join(root, 'top', deep, 'f'), 'xx');
    await mkdir(join(root, 'top', 'locked', 'inner'), { recursive: true });
    await writeFile(join(root, 'top', 'locked', 'inner', 'f'), 'yyy');
    await writeFile(Buffer.from(`${root}/top/latin1-\xe9`, 'latin1'), 'z');
    await Promise.all(
      Array.from({ length: 700 }, (_, i) =>
        writeFile(join(root, 'top', 'locked', `n${i}`), ''),
      ),
    );
    await chmod(join(root, 'top', 'locked', 'inner'), 0o500);
    await chmod(join(root, 'top', 'locked'), 0o500);
    await expect(tree.delete('top')).rejects.toMatchObject({
      code: 'IsDirectory',
    });
    expect(await tree.delete('top', { recursive: true })).toEqual({
      bytes: 6,
      files: 703,
    });
    expect(await readdir(root)).toEqual([]);

    await put('a/b', 'x');
    await mkdir(join(base, '.removed-root.left-over', 'x'), {
      recursive: true,
    });
    await removeTree(root);
    await removeTree(root);
    expect((await readdir(base)).sort()).toEqual(['outside', 'secret.txt']);
    await removeTree(join(base, 'not', 'there'));
    expect(await tree.list('')).toEqual({ items: [], truncated: false });
    expect(await tree.usage()).toEqual({ bytes: 0, files: 0 });
    await expect(read('a/b')).rejects.toMatchObject({ code: 'FileNotFound' });
  });

  it('removes what broken uploads have left, though not those under way', async () => {
    const inAnHour = Date.now() + 61 * 60 * 1000;
    await mkdir(join(root, '.pagoda-work-1', 'deep'), { recursive: true });
    await writeFile(join(root, '.pagoda-work-2'), 'x');
    await symlink(join(base, 'outside'), join(root, '.pagoda-work-3'));
    await put('file', 'x');
    expect(await paths()).toEqual(['file']);
    expect(await tree.usage()).toEqual({ bytes: 1, files: 1 });
    await tree.sweep();
    expect(await readdir(root)).toHaveLength(4);
    jest.useFakeTimers({ now: inAnHour, doNotFake: ['nextTick'] });
    try {
      await tree.sweep();
    } finally {
      jest.useRealTimers();
    }
    expect(await readdir(root)).toEqual(['file']);
    expect(await readdir(join(base, 'outside'))).toEqual(['f.txt']);
  });

  it('bounds listings', async () => {
    await Promise.all(
      Array.from({ length: 30 }, (_, i) => put(`f/${i}`, String(i))),
    );
    expect(await tree.list('', { recursive: true, limit: 10 })).toMatchObject({
      truncated: true,
      items: { length: 10 },
    });
    expect(await tree.list('', { recursive: true, limit: 31 })).toMatchObject({
      truncated: false,
      items: { length: 31 },
    });
  });

  it('computes each checksum once, and anew where the file has changed', async () => {
    await writeFile(join(root, 'f'), 'one');
    await new Promise(resolve => setTimeout(resolve, 100));
    const list = async () =>
      (await tree.list('', { checksums: { budget: 5_000 } })).items[0].sha256;
    expect(await list()).toBe(sha256('one'));
    expect(known.size).toBe(1);
    const [version] = known.keys();
    known.set(version, 'remembered');
    expect(await list()).toBe('remembered');
    // Same size and time of change, as somebody may set it; other bytes.
    const { atime, mtime } = await stat(join(root, 'f'));
    await writeFile(join(root, 'f'), 'two');
    await utimes(join(root, 'f'), atime, mtime);
    await new Promise(resolve => setTimeout(resolve, 100));
    expect(await list()).toBe(sha256('two'));
    expect(
      (await tree.list('', { checksums: { budget: 5_000, maxSize: 2 } }))
        .items[0].sha256,
    ).toBe(sha256('two'));
  });

  it('zips what Python unzips', async () => {
    for (const name of ODD_NAMES) {
      await put(`folder/${name}`, name.repeat(1000));
    }
    await put('folder/picture.png', 'not deflated');
    await mkdir(join(root, 'empty'));
    await put('nothing', '');
    await writeFile(join(base, 'a.zip'), await toBuffer(tree.zip('')));
    const { stdout } = await run('python3', [
      '-c',
      `import zipfile, json, sys, hashlib
z = zipfile.ZipFile(sys.argv[1])
assert z.testzip() is None
print(json.dumps([[i.filename, hashlib.sha256(z.read(i)).hexdigest()] for i in z.infolist()]))`,
      join(base, 'a.zip'),
    ]);
    const entries: [string, string][] = JSON.parse(stdout);
    const names = entries.map(([name]) => name);
    expect(names).toEqual([...names].sort());
    expect(Object.fromEntries(entries)).toEqual({
      'empty/': sha256(''),
      'folder/': sha256(''),
      nothing: sha256(''),
      'folder/picture.png': sha256('not deflated'),
      ...Object.fromEntries(
        ODD_NAMES.map(name => [`folder/${name}`, sha256(name.repeat(1000))]),
      ),
    });
    await expect(toBuffer(tree.zip('nothing'))).rejects.toMatchObject({
      code: 'NotDirectory',
    });
  });
});
