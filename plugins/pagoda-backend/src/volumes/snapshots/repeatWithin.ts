import { setTimeout as sleep } from 'node:timers/promises';

/**
 * Does a step again and again for as long as something is under way, for up to so many milliseconds. What takes longer
 * goes on by itself.
 *
 * @param times - wait: at most; pause: between two steps; in milliseconds
 */
export async function repeatWithin(
  times: { wait: number; pause: number },
  step: () => Promise<unknown>,
  isUnderWay: () => Promise<boolean>,
): Promise<void> {
  const { wait, pause } = times;
  const deadline = Date.now() + wait;
  for (;;) {
    let timer: NodeJS.Timeout | undefined;
    const timeout = new Promise<void>(resolve => {
      timer = setTimeout(resolve, Math.max(0, deadline - Date.now()));
    });
    try {
      await Promise.race([step(), timeout]);
    } finally {
      clearTimeout(timer);
    }
    if (Date.now() + pause > deadline || !(await isUnderWay())) {
      return;
    }
    await sleep(pause);
  }
}
