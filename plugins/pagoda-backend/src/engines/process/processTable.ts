import { readdir, readFile } from 'node:fs/promises';

/** Whether a process lives. A pid alone may by now be another one's; on Linux its start tells. */
export async function isAlive(pid: number, start: string): Promise<boolean> {
  try {
    process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
  if (process.platform !== 'linux') {
    return true;
  }
  const text = await readProcessFile(pid, 'stat');
  const fields = text?.slice(text.lastIndexOf(')') + 2).split(' ');
  return fields !== undefined && fields[19] === start && fields[0] !== 'Z';
}

/** Ends by force every process whose environment has `mark`, which is `NAME=value`. Linux alone knows them. */
export async function killMarked(mark: string): Promise<void> {
  if (process.platform !== 'linux') {
    return;
  }
  const pids = (await readdir('/proc'))
    .filter(name => /^\d+$/.test(name))
    .map(Number);
  for (const pid of pids) {
    const environment = await readProcessFile(pid, 'environ');
    if (environment?.split('\0').includes(mark)) {
      try {
        process.kill(pid, 'SIGKILL');
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'ESRCH') {
          throw error;
        }
      }
    }
  }
}

/** `undefined` when the process has ended or is another user's. */
async function readProcessFile(
  pid: number,
  name: string,
): Promise<string | undefined> {
  try {
    return await readFile(`/proc/${pid}/${name}`, 'utf8');
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException;
    if (['ENOENT', 'ESRCH', 'EACCES', 'EPERM'].includes(code)) {
      return undefined;
    }
    throw error;
  }
}
