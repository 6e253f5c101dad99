import { Directory } from './Directory';

/**
 * Opens a folder below another, name by name. The given directory is closed, whatever happens.
 *
 * @throws FileError `FileNotFound`, `NotDirectory`; `InvalidPath` where a link is on the way.
 */
export async function openBelow(
  start: Directory,
  segments: string[],
): Promise<Directory> {
  let directory = start;
  for (const segment of segments) {
    try {
      const child = await directory.openDirectory(segment);
      await directory.close();
      directory = child;
    } catch (error) {
      await directory.close();
      throw error;
    }
  }
  return directory;
}
