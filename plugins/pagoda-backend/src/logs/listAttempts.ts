import { readdir } from 'node:fs/promises';

/** The attempts whose log files are in a run's directory, in order; none when there is no directory. */
export async function listAttempts(directory: string): Promise<number[]> {
  const names = await readdir(directory).catch(emptyIfMissing);
  return names
    .map(name => Number(/^(\d+)\.log$/.exec(name)?.[1]))
    .filter(Number.isInteger)
    .sort((a, b) => a - b);
}

function emptyIfMissing(error: NodeJS.ErrnoException): string[] {
  if (error.code === 'ENOENT') {
    return [];
  }
  throw error;
}
