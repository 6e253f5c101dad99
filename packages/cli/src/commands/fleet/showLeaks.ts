import type { Context } from '../../context/Context';
import { listLeaks } from './listLeaks';
import { readLeaks, type LeakOptions } from './readLeaks';

/** `pagoda fleet leaks` */
export async function showLeaks(
  context: Context,
  options: LeakOptions & { look?: boolean },
): Promise<void> {
  listLeaks(context, await readLeaks(context, options, options.look));
}
