import { Checksums } from './Checksums';
import {
  FileChecksumCache,
  type FileChecksumCacheOptions,
} from './FileChecksumCache';

/** Checksums that outlast a restart, and how to write down what is not written yet. */
export async function openChecksums(
  options: FileChecksumCacheOptions,
): Promise<{ checksums: Checksums; flush: () => Promise<void> }> {
  const cache = await FileChecksumCache.open(options);
  return { checksums: new Checksums(cache), flush: () => cache.flush() };
}
