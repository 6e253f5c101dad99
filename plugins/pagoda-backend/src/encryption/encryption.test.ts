import {
  mkdtemp,
  readdir,
  readFile,
  rm,
  stat,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { mockServices, TestDatabases } from '@backstage/backend-test-utils';
import { ConfigReader } from '@backstage/config';
import { readEncryptionKeys } from './readEncryptionKeys';
import { resealRows } from './resealRows';
import { SealedError, SecretBox, type EncryptionKey } from './SecretBox';

const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_15'] });

const key = (id: string, letter: string = id): EncryptionKey => ({
  id,
  secret: letter.repeat(40),
});

const TEXT = 'Grüße aus dem Labor';

describe('a box', () => {
  it('opens what it has sealed, for the same purpose alone', () => {
    const box = new SecretBox([key('a')]);
    const sealed = box.seal(TEXT, 'clusters/one');
    expect(sealed).not.toContain(TEXT);
    expect(box.open(sealed, 'clusters/one')).toBe(TEXT);
    expect(box.seal(TEXT, 'clusters/one')).not.toBe(sealed);
    expect(() => box.open(sealed, 'clusters/two')).toThrow(SealedError);
  });

  it('notices each change', () => {
    const box = new SecretBox([key('a')]);
    const sealed = box.seal('text', 'p');
    const start = sealed.lastIndexOf(':') + 1;
    const bytes = Buffer.from(sealed.slice(start), 'base64url');
    for (let i = 0; i < bytes.length; i += 1) {
      const changed = Buffer.from(bytes);
      changed[i] ^= 1;
      expect(() =>
        box.open(sealed.slice(0, start) + changed.toString('base64url'), 'p'),
      ).toThrow(SealedError);
    }
    for (const broken of ['', 'text', 'v1:a', 'v1:a:', 'v2:a:xyz', 'v1:a:AA']) {
      expect(() => box.open(broken, 'p')).toThrow(SealedError);
    }
  });

  it('seals by the first key, opens by all, and names one that is missing', () => {
    const old = new SecretBox([key('a')]).seal('text', 'p');
    const box = new SecretBox([key('b'), key('a')]);
    expect(box.open(old, 'p')).toBe('text');
    expect(box.isCurrent(old)).toBe(false);
    expect(box.isCurrent(box.seal('text', 'p'))).toBe(true);
    expect(() => new SecretBox([key('b')]).open(old, 'p')).toThrow(
      /the key 'a', which pagoda.encryption.keys does not name/,
    );
    expect(() => new SecretBox([key('a', 'x')]).open(old, 'p')).toThrow(
      /another secret/,
    );
  });
});

describe('keys', () => {
  let folder: string;
  let path: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'pagoda-keys-'));
    path = join(folder, 'data', 'key.json');
  });
  afterEach(async () => {
    await rm(folder, { recursive: true, force: true });
  });

  const read = (keys?: EncryptionKey[], environment = 'development') =>
    readEncryptionKeys(
      new ConfigReader({
        pagoda: { encryption: { keys: keys?.map(each => ({ ...each })) } },
      }),
      { path, environment },
    );

  it('are generated once, whoever asks first, for their owner alone', async () => {
    const all = await Promise.all(Array.from({ length: 8 }, () => read()));
    expect(new Set(all.map(([{ secret }]) => secret)).size).toBe(1);
    expect(await read()).toEqual(all[0]);
    // eslint-disable-next-line no-bitwise
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    expect(await readdir(join(folder, 'data'))).toEqual(['key.json']);
    expect(await readFile(path, 'utf8')).toContain(all[0][0].secret);
  });

  it('come from the configuration; one that was generated before still opens', async () => {
    const [generated] = await read();
    expect(await read([key('b'), key('a')])).toEqual([
      key('b'),
      key('a'),
      generated,
    ]);
  });

  it('are needed in production', async () => {
    await expect(read(undefined, 'production')).rejects.toThrow(
      /pagoda.encryption.keys is missing: production needs/,
    );
    await expect(readdir(folder)).resolves.toEqual([]);
    expect(await read([key('a')], 'production')).toEqual([key('a')]);
  });

  it('are refused when they are weak, doubled or badly named', async () => {
    await expect(read([{ id: 'a', secret: 'short' }])).rejects.toThrow(
      /keys\[0\].secret has 5 characters; it needs at least 32/,
    );
    await expect(
      read([{ id: 'a' } as EncryptionKey], 'production'),
    ).rejects.toThrow(/keys\[0\].secret has 0 characters/);
    await expect(read([key('a'), key('a', 'b')])).rejects.toThrow(
      /two keys are named 'a'/,
    );
    for (const id of ['a b', 'a:b', 'generated']) {
      await expect(read([key(id, 'x')])).rejects.toThrow(/keys\[0\].id is/);
    }
  });

  it('are not replaced when their file is broken', async () => {
    await read();
    await writeFile(path, '{"id": "generated"');
    await expect(read()).rejects.toThrow(/does not hold an encryption key/);
    expect(await readFile(path, 'utf8')).toBe('{"id": "generated"');
  });
});

describe.each(databases.eachSupportedId())('rotation on %p', id => {
  it('encrypts again what an old key has encrypted, and leaves what no key opens', async () => {
    const knex = await databases.init(id);
    await knex.schema.createTable('boxes', table => {
      table.string('a');
      table.string('b');
      table.text('sealed');
    });
    const purpose = (row: Record<string, string>) => `boxes/${row.a}/${row.b}`;
    const boxOf = (...ids: string[]) =>
      new SecretBox(ids.map(each => key(each)));
    const put = (box: SecretBox, a: string, b: string) =>
      knex('boxes').insert({
        ...{ a, b },
        sealed: box.seal(`${a}${b}`, purpose({ a, b })),
      });
    await put(boxOf('old'), '1', '1');
    await put(boxOf('new'), '1', '2');
    await put(boxOf('lost'), '2', '1');
    const logger = mockServices.logger.mock();
    const reseal = () =>
      resealRows(
        knex,
        boxOf('new', 'old'),
        { table: 'boxes', column: 'sealed', key: ['a', 'b'], purpose },
        logger,
      );
    expect(await reseal()).toBe(1);
    expect(logger.error).toHaveBeenCalledTimes(1);
    expect(logger.error.mock.calls[0][0]).toContain('2/1');
    const rows = await knex('boxes').orderBy(['a', 'b']);
    const after = boxOf('new');
    expect(
      rows.slice(0, 2).map(row => after.open(row.sealed, purpose(row))),
    ).toEqual(['11', '12']);
    expect(boxOf('lost').open(rows[2].sealed, purpose(rows[2]))).toBe('21');
    expect(await reseal()).toBe(0);
  });
});
