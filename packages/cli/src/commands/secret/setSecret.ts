import { readFileSync } from 'node:fs';
import type { SecretPut } from '@pagoda/plugin-pagoda-common';
import { CliError, EXIT } from '../../context/CliError';
import type { Context } from '../../context/Context';
import { dataOf } from '../dataOf';
import { parsePair } from '../values';

/** Flags of `pagoda secret set`. */
export interface SecretSetOptions {
  fromFile?: string[];
  fromEnv?: string[];
  registry?: string;
  username?: string;
}

/** `pagoda secret set` */
export async function setSecret(
  context: Context,
  options: SecretSetOptions,
  secret: string,
  pairs: string[],
): Promise<void> {
  const { client, output } = context;
  const body = options.registry ? readLogin(options) : readData(options, pairs);
  const stored = dataOf(
    await client.PUT('/projects/{project}/secrets/{secret}', {
      params: { path: { project: await context.project(), secret } },
      body,
    }),
  );
  output.one(
    stored,
    s => s.name,
    s => `Secret ${s.name} has ${s.keys.join(', ')}\n`,
  );
}

function readData(
  { fromFile = [], fromEnv = [] }: SecretSetOptions,
  pairs: string[],
): SecretPut {
  const entries = [
    ...pairs.map(pair => parsePair(pair, 'An argument')),
    ...fromFile.map(pair => {
      const [key, path] = parsePair(pair, '--from-file');
      return [key, readText(path)];
    }),
    ...fromEnv.map(text => {
      const [key, variable] = text.includes('=')
        ? parsePair(text, '--from-env')
        : [text, text];
      const value = process.env[variable];
      if (value === undefined) {
        throw new CliError(`The variable ${variable} is not set`, EXIT.usage);
      }
      return [key, value];
    }),
  ];
  if (entries.length === 0) {
    throw new CliError(
      'A secret needs a value',
      EXIT.usage,
      'Give it as --from-file KEY=FILE (- for stdin), --from-env KEY or KEY=VALUE.',
    );
  }
  return { data: Object.fromEntries(entries) };
}

/** The password comes from stdin: an argument would be seen by others on this machine, and stay in the history. */
function readLogin({ registry = '', username }: SecretSetOptions): SecretPut {
  if (username === undefined) {
    throw new CliError('--registry needs --username', EXIT.usage);
  }
  if (process.stdin.isTTY) {
    throw new CliError(
      'The password is read from stdin',
      EXIT.usage,
      'Write such as: pagoda secret set images --registry ghcr.io --username ada < password.txt',
    );
  }
  const password = readText('-').replace(/\r?\n$/, '');
  return { registry: { server: registry, username, password } };
}

function readText(path: string): string {
  try {
    return readFileSync(path === '-' ? 0 : path, 'utf8');
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    throw new CliError(`${path} cannot be read: ${message}`, EXIT.usage);
  }
}
