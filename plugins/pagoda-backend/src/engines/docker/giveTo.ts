import { lchown, lstat, readdir } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * Gives a directory with all that is in it to the user of containers, where the portal is root; otherwise it is that user.
 * One whose root is that user's already is left as it is.
 *
 * @param user - `UID:GID`
 */
export async function giveTo(user: string, directory: string): Promise<void> {
  if (process.getuid?.() !== 0) {
    return;
  }
  const [uid, gid] = user.split(':').map(Number);
  const stats = await lstat(directory);
  if (stats.uid !== uid || stats.gid !== gid) {
    await give(directory, uid, gid);
  }
}

/** The root last: where this is cut short, it is done again. */
async function give(path: string, uid: number, gid: number): Promise<void> {
  const stats = await lstat(path);
  if (stats.isDirectory()) {
    for (const name of await readdir(path)) {
      await give(join(path, name), uid, gid);
    }
  }
  await lchown(path, uid, gid);
}
