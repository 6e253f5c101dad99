import { Directory } from './Directory';
import { FileError } from './FileError';
import { WORK_FOLDER } from './parsePath';

/**
 * Opens the folder that uploads and deletions pass through. It is in the root, so that moving a file out of it is one step
 * of the same file system, and goes again when it is empty.
 */
export async function withWorkFolder<T>(
  root: Directory,
  work: (folder: Directory) => Promise<T>,
): Promise<T> {
  const folder = await openWorkFolder(root);
  try {
    return await work(folder);
  } finally {
    await folder.close();
    // Fails while somebody else's upload is in it, who then removes it.
    await root.rmdir(WORK_FOLDER).catch(() => undefined);
  }
}

async function openWorkFolder(root: Directory): Promise<Directory> {
  for (let attempt = 1; ; attempt += 1) {
    await root.mkdir(WORK_FOLDER);
    try {
      return await root.openDirectory(WORK_FOLDER);
    } catch (error) {
      if (!(error instanceof FileError) || attempt === 10) {
        throw error;
      }
      if (error.code !== 'FileNotFound') {
        // A run has put a link or a file where our folder belongs.
        await root.unlink(WORK_FOLDER);
      }
    }
  }
}
