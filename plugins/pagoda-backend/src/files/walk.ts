import type { BigIntStats } from 'node:fs';
import type { Directory } from './Directory';
import { FileError } from './FileError';
import { isAddressable, MAX_PATH, WORK_PREFIX } from './parsePath';

/** A file or folder that a walk came by. */
export interface WalkEntry {
  /** Relative to the root. */
  path: string;
  name: string;
  stats: BigIntStats;
  /** Where it is; open until the walk goes on. */
  parent: Directory;
}

/** Options of {@link walk}. */
export interface WalkOptions {
  /** Go into folders; otherwise just the children. */
  recursive: boolean;
  /** Begin after this entry: its path, with a `/` at the end where it is a folder. */
  after?: string;
  /** Names read of one folder at most. */
  namesLimit?: number;
  /** Called when something is left out for its number or depth. */
  onOmission?: () => void;
}

/** Folders within folders that a walk goes into. */
const MAX_DEPTH = 256;
/** Files asked about at once. */
const BATCH = 64;

/**
 * Walks a directory in the order of paths. Links and whatever else is neither a file nor a folder are left out, and so
 * are names that no path can hold. What vanishes meanwhile is left out too.
 *
 * @param prefix - the directory's path below the root; `''` for the root
 */
export async function* walk(
  directory: Directory,
  prefix: string,
  options: WalkOptions,
  depth: number = 0,
): AsyncGenerator<WalkEntry> {
  const names = await readNames(directory, prefix, options);
  for await (const { name, stats } of statEach(directory, names)) {
    const path = prefix === '' ? name : `${prefix}/${name}`;
    if (path.length > MAX_PATH) {
      options.onOmission?.();
      continue;
    }
    if (isAfter(path, stats.isDirectory(), options.after)) {
      yield { path, name, stats, parent: directory };
    }
    if (options.recursive && stats.isDirectory()) {
      if (depth === MAX_DEPTH) {
        options.onOmission?.();
        continue;
      }
      const child = await openIfThere(directory, name);
      if (child) {
        try {
          yield* walk(child, path, options, depth + 1);
        } finally {
          await child.close();
        }
      }
    }
  }
}

/** Names in the order of paths: a folder sorts as it does with the slash before its children. */
async function readNames(
  directory: Directory,
  prefix: string,
  { after, namesLimit = Infinity, onOmission }: WalkOptions,
): Promise<string[]> {
  const keys: string[] = [];
  const start = prefix === '' ? '' : `${prefix}/`;
  for await (const { name, isDirectory } of directory.entries()) {
    const text = name.toString();
    if (
      !isAddressable(text) ||
      (prefix === '' && text.startsWith(WORK_PREFIX))
    ) {
      continue;
    }
    const key = isDirectory ? `${text}/` : text;
    if (after !== undefined && isDone(`${start}${key}`, after)) {
      continue;
    }
    if (keys.length >= namesLimit) {
      onOmission?.();
      break;
    }
    keys.push(key);
  }
  return keys.sort();
}

/** Whether an entry and all below it come before where the walk begins. */
function isDone(key: string, after: string): boolean {
  return key <= after && !(key.endsWith('/') && after.startsWith(key));
}

function isAfter(path: string, isDirectory: boolean, after?: string): boolean {
  return after === undefined || (isDirectory ? `${path}/` : path) > after;
}

async function* statEach(
  directory: Directory,
  keys: string[],
): AsyncGenerator<{ name: string; stats: BigIntStats }> {
  for (let start = 0; start < keys.length; start += BATCH) {
    const found = await Promise.all(
      keys.slice(start, start + BATCH).map(async key => {
        const name = key.endsWith('/') ? key.slice(0, -1) : key;
        return { name, stats: await directory.lstat(name) };
      }),
    );
    for (const { name, stats } of found) {
      if (stats && (stats.isFile() || stats.isDirectory())) {
        yield { name, stats };
      }
    }
  }
}

async function openIfThere(
  directory: Directory,
  name: string,
): Promise<Directory | undefined> {
  try {
    return await directory.openDirectory(name);
  } catch (error) {
    if (error instanceof FileError) {
      return undefined;
    }
    throw error;
  }
}
