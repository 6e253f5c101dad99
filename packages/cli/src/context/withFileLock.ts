import { open, rm, stat } from 'node:fs/promises';

/** A lock that old was left by a process that has died, in milliseconds. */
const STALE = 30_000;
const PAUSE = 25;

/**
 * Does work while no other process does work under the same lock.
 *
 * @param path - of the lock file, in a folder that is there
 */
export async function withFileLock<T>(
  path: string,
  work: () => Promise<T>,
): Promise<T> {
  for (;;) {
    try {
      const file = await open(path, 'wx', 0o600);
      await file.close();
      break;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') {
        throw error;
      }
    }
    const held = await stat(path).catch(ifMissing);
    if (held && Date.now() - held.mtimeMs > STALE) {
      await rm(path, { force: true });
    } else {
      await new Promise(resolve => setTimeout(resolve, PAUSE));
    }
  }
  try {
    return await work();
  } finally {
    await rm(path, { force: true });
  }
}

function ifMissing(error: NodeJS.ErrnoException): undefined {
  if (error.code !== 'ENOENT') {
    throw error;
  }
}
