import type { Context } from '../../context/Context';
import { dataOf } from '../dataOf';

/** What a run's results are called on disk, such as `montecarlo-pi-214`. */
export async function rootNameOf(
  { client }: Context,
  run: string,
): Promise<string> {
  const { experiment, number } = dataOf(
    await client.GET('/runs/{run}', { params: { path: { run } } }),
  );
  return `${experiment ?? 'run'}-${number}`;
}
