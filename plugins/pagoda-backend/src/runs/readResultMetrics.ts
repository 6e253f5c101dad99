import type { Files } from '../files/Files';

/** A larger `result.json` is no summary; in bytes. */
const LIMIT = 64 * 1024;
const MOST = 100;

/** The numbers of a run's `result.json`: of its object `metrics` where there is one, else of its top level. */
export async function readResultMetrics(
  results: Files,
): Promise<Record<string, number>> {
  const text = await readSmall(results, 'result.json');
  if (text === undefined) {
    return {};
  }
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    // Written by the experiment, and only it can mend that: the file itself is among the results.
    return {};
  }
  const metrics = (parsed as { metrics?: unknown } | null)?.metrics;
  const source =
    typeof metrics === 'object' && metrics !== null ? metrics : parsed;
  if (typeof source !== 'object' || source === null || Array.isArray(source)) {
    return {};
  }
  return Object.fromEntries(
    Object.entries(source)
      .filter((entry): entry is [string, number] => Number.isFinite(entry[1]))
      .slice(0, MOST),
  );
}

async function readSmall(
  results: Files,
  path: string,
): Promise<string | undefined> {
  const file = await results
    .open(path)
    .catch((error: Error & { code?: string }) => {
      if (
        ['FileNotFound', 'IsDirectory', 'InvalidPath'].includes(
          error.code ?? '',
        )
      ) {
        return undefined;
      }
      throw error;
    });
  if (!file) {
    return undefined;
  }
  try {
    if (file.type !== 'file' || file.size > LIMIT) {
      return undefined;
    }
    const parts: Buffer[] = [];
    for await (const part of file.read(0, file.size)) {
      parts.push(part);
    }
    return Buffer.concat(parts).toString('utf8');
  } finally {
    await file.close();
  }
}
