import { readdir, readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';

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

/** So often is looked whether what was killed is gone, 20 ms apart. */
const KILL_TRIES = 100;

/**
 * Ends by force every process whose environment has `mark`, which is `NAME=value`, and what they start meanwhile. Linux
 * alone knows them.
 */
export async function killMarked(mark: string): Promise<void> {
  if (process.platform !== 'linux') {
    return;
  }
  for (let tries = 0; tries < KILL_TRIES; tries += 1) {
    const pids = await findMarked(mark);
    if (pids.length === 0) {
      return;
    }
    pids.forEach(kill);
    await sleep(20);
  }
  throw new Error(`Processes with ${mark} cannot be killed`);
}

async function findMarked(mark: string): Promise<number[]> {
  const marked: number[] = [];
  for (const name of await readdir('/proc')) {
    if (/^\d+$/.test(name)) {
      const environment = await readProcessFile(Number(name), 'environ');
      if (environment?.split('\0').includes(mark)) {
        marked.push(Number(name));
      }
    }
  }
  return marked;
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') {
      throw error;
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
