import { randomBytes } from 'node:crypto';
import { link, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Config } from '@backstage/config';
import { isError } from '@backstage/errors';
import { z } from 'zod';
import { MIN_SECRET_LENGTH, type EncryptionKey } from './SecretBox';

/** The id of the key that is generated where none is configured. */
export const GENERATED_KEY_ID = 'generated';

const KEYS = 'pagoda.encryption.keys';

const generatedFile = z.object({
  id: z.literal(GENERATED_KEY_ID),
  secret: z.string().min(MIN_SECRET_LENGTH),
});

/** What {@link readEncryptionKeys} needs besides the configuration. */
export interface EncryptionKeyOptions {
  /** Where the generated key is kept. */
  path: string;
  /** `NODE_ENV`. */
  environment?: string;
}

/**
 * The keys of `pagoda.encryption.keys`. Where there are none, outside production, one is generated once and kept in a
 * file that its owner alone can read. A key that was generated before still decrypts, so that one may configure keys
 * later.
 *
 * @throws Error in production without keys, or when a key is too short or named twice.
 */
export async function readEncryptionKeys(
  config: Config,
  { path, environment = process.env.NODE_ENV }: EncryptionKeyOptions,
): Promise<EncryptionKey[]> {
  const configured = readConfigured(config);
  const generated = await readGenerated(path);
  if (configured.length > 0) {
    return generated ? [...configured, generated] : configured;
  }
  if (environment === 'production') {
    throw new Error(
      `${KEYS} is missing: production needs a key of its own to encrypt credentials of clusters and secrets of projects. Make one with \`openssl rand -base64 32\`, give it to the portal as ${KEYS}: [{id: "1", secret: …}], and keep a copy: without it, what is encrypted is lost`,
    );
  }
  return [generated ?? (await generate(path))];
}

function readConfigured(config: Config): EncryptionKey[] {
  const keys = (config.getOptionalConfigArray(KEYS) ?? []).map(key => ({
    id: key.getString('id'),
    // A variable of the environment that is not set leaves nothing.
    secret: key.getOptionalString('secret') ?? '',
  }));
  keys.forEach(({ id, secret }, index) => {
    const field = `${KEYS}[${index}]`;
    if (!/^[A-Za-z0-9._-]{1,63}$/.test(id) || id === GENERATED_KEY_ID) {
      throw new Error(
        `${field}.id is '${id}'; it has to consist of letters, digits, '.', '_' and '-', and must not be '${GENERATED_KEY_ID}'`,
      );
    }
    if (keys.findIndex(other => other.id === id) !== index) {
      throw new Error(
        `${field}.id: two keys are named '${id}'; give each an id of its own`,
      );
    }
    if (secret.length < MIN_SECRET_LENGTH) {
      throw new Error(
        `${field}.secret has ${secret.length} characters; it needs at least ${MIN_SECRET_LENGTH}, such as \`openssl rand -base64 32\` gives`,
      );
    }
  });
  return keys;
}

async function readGenerated(path: string): Promise<EncryptionKey | undefined> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    if (isError(error) && error.code === 'ENOENT') {
      return undefined;
    }
    throw error;
  }
  const parsed = generatedFile.safeParse(parseJson(text));
  if (!parsed.success) {
    // Not overwritten: the key in a backup of it may be the only one that opens what is stored.
    throw new Error(
      `${path} does not hold an encryption key; bring it back from a backup, or delete it and enter all credentials again`,
    );
  }
  return parsed.data;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Several processes may do so at once: the first file stays. */
async function generate(path: string): Promise<EncryptionKey> {
  const key: EncryptionKey = {
    id: GENERATED_KEY_ID,
    secret: randomBytes(32).toString('base64'),
  };
  await mkdir(dirname(path), { recursive: true });
  const temporary = `${path}.${randomBytes(6).toString('hex')}`;
  await writeFile(temporary, `${JSON.stringify(key)}\n`, {
    mode: 0o600,
    flag: 'wx',
    flush: true,
  });
  try {
    await link(temporary, path);
    return key;
  } catch (error) {
    if (isError(error) && error.code === 'EEXIST') {
      return (await readGenerated(path))!;
    }
    throw error;
  } finally {
    await rm(temporary, { force: true });
  }
}
