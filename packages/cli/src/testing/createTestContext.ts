import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Context, type GlobalOptions } from '../context/Context';
import { Settings } from '../context/Settings';

/** A context with settings of its own. */
export interface TestContext {
  context: Context;
  settings: Settings;
  /** Empty at first. */
  directory: string;
  remove(): Promise<void>;
}

/** Makes a context for a server that takes any token. */
export async function createTestContext(
  url: string,
  options: GlobalOptions = {},
): Promise<TestContext> {
  const directory = await mkdtemp(join(tmpdir(), 'pagoda-cli-'));
  const settings = new Settings(join(directory, 'config'));
  return {
    context: new Context({ url, token: 'any', ...options }, settings, {}),
    settings,
    directory,
    remove: () => rm(directory, { recursive: true, force: true }),
  };
}
