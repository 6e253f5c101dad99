import { randomUUID } from 'node:crypto';
import { basename, dirname } from 'node:path';
import { Directory, type Name } from './Directory';
import { FileError, systemCode } from './FileError';
import { openBelow } from './openBelow';
import { WORK_PREFIX } from './parsePath';

/** Bytes and number of files that were freed. */
export interface Freed {
  bytes: number;
  files: number;
}

/** What an upload or deletion has not changed for so long was left behind by it; in milliseconds. */
const ABANDONED_AFTER = 60 * 60 * 1000;

/** Reading, writing and entering, for the owner. */
const OWNER = 0o700n;

/** Deletes a file, or with `recursive` a folder, below a root. Links are deleted themselves, never followed. */
export async function deleteEntry(
  root: Directory,
  segments: string[],
  name: string,
  options: { recursive?: boolean },
): Promise<Freed> {
  const parent = await openBelow(await root.reopen(), segments);
  try {
    const stats = await parent.lstat(name);
    if (!stats) {
      throw new FileError('FileNotFound', `'${name}' was not found`);
    }
    if (!stats.isDirectory()) {
      await parent.unlink(name);
      return { bytes: Number(stats.size), files: stats.isFile() ? 1 : 0 };
    }
    if (!options.recursive) {
      throw new FileError('IsDirectory', `path: '${name}' is a folder`, {
        advice: 'Add recursive=true to delete it with everything in it.',
      });
    }
    const trash = `${WORK_PREFIX}${randomUUID()}`;
    await moveFolder(parent, name, root, trash);
    return await purge(root, trash, WORK_PREFIX);
  } finally {
    await parent.close();
  }
}

/**
 * Removes a directory with everything in it; nothing happens when there is none. It is out of the way at once, and what a
 * removal before has left behind goes too.
 *
 * @param path - of the directory, in a directory of ours
 */
export async function removeTree(path: string): Promise<void> {
  const prefix = `.removed-${basename(path)}.`;
  let parent: Directory;
  try {
    parent = await Directory.openRoot(dirname(path));
  } catch (error) {
    if (error instanceof FileError && error.code === 'FileNotFound') {
      return;
    }
    throw error;
  }
  try {
    const stats = await parent.lstat(basename(path));
    if (stats?.isDirectory()) {
      await moveFolder(
        parent,
        basename(path),
        parent,
        `${prefix}${randomUUID()}`,
      );
    } else if (stats) {
      await parent.unlink(basename(path));
    }
    for (const leftover of await namesWith(parent, prefix)) {
      await purge(parent, leftover, prefix);
    }
  } finally {
    await parent.close();
  }
}

/** Removes what broken uploads and deletions have left in a root. */
export async function sweepRoot(root: Directory): Promise<void> {
  for (const name of await namesWith(root, WORK_PREFIX)) {
    const stats = await root.lstat(name);
    if (!stats || Date.now() - Number(stats.ctimeMs) < ABANDONED_AFTER) {
      continue;
    }
    if (stats.isDirectory()) {
      await purge(root, name, WORK_PREFIX);
    } else {
      await tolerant(root.unlink(name));
    }
  }
}

async function namesWith(
  directory: Directory,
  prefix: string,
): Promise<string[]> {
  const names: string[] = [];
  for await (const { name } of directory.entries()) {
    const text = name.toString();
    if (text.startsWith(prefix)) {
      names.push(text);
    }
  }
  return names;
}

/**
 * Removes a folder. Folders in it are moved up next to it and removed one after the other, so that however deep they are
 * nested, few are open at a time.
 */
async function purge(
  work: Directory,
  name: string,
  prefix: string,
): Promise<Freed> {
  const freed = { bytes: 0, files: 0 };
  const folders = [name];
  let retries = 1_000;
  for (let next = folders.pop(); next; next = folders.pop()) {
    const folder = await openToRemove(work, next);
    if (!folder) {
      continue;
    }
    try {
      for await (const { name: child } of folder.entries()) {
        const stats = await folder.lstat(child);
        if (stats?.isDirectory()) {
          const moved = `${prefix}${randomUUID()}`;
          await tolerant(moveFolder(folder, child, work, moved));
          folders.push(moved);
        } else if (stats) {
          await tolerant(folder.unlink(child));
          freed.bytes += Number(stats.size);
          freed.files += stats.isFile() ? 1 : 0;
        }
      }
    } finally {
      await folder.close();
    }
    try {
      await tolerant(work.rmdir(next));
    } catch (error) {
      // Listing a folder while it shrinks may miss names: look again.
      if (systemCode(error) !== 'ENOTEMPTY' || retries === 0) {
        throw error;
      }
      retries -= 1;
      folders.push(next);
    }
  }
  return freed;
}

/** Moves a folder, though it may be read-only: moving changes what its `..` means. */
async function moveFolder(
  from: Directory,
  name: Name,
  to: Directory,
  newName: string,
): Promise<void> {
  try {
    await from.rename(name, to, newName);
  } catch (error) {
    if (systemCode(error) !== 'EACCES') {
      throw error;
    }
    await from.makeWritable(name);
    await from.rename(name, to, newName);
  }
}

async function openToRemove(
  work: Directory,
  name: string,
): Promise<Directory | undefined> {
  try {
    const mode = (await work.lstat(name))?.mode ?? OWNER;
    if ((mode & OWNER) !== OWNER) {
      await work.makeWritable(name);
    }
    return await work.openDirectory(name);
  } catch (error) {
    if (
      systemCode(error) === 'ENOENT' ||
      (error instanceof FileError && error.code === 'FileNotFound')
    ) {
      return undefined;
    }
    throw error;
  }
}

/** Somebody else may have removed it first. */
async function tolerant(removal: Promise<void>): Promise<void> {
  try {
    await removal;
  } catch (error) {
    if (systemCode(error) !== 'ENOENT') {
      throw error;
    }
  }
}
