/** p50, p95 and maximum of milliseconds. */
export function percentiles(times) {
  const sorted = times.filter(Number.isFinite).sort((a, b) => a - b);
  if (sorted.length === 0) {
    throw new Error('Nothing was measured');
  }
  const at = share =>
    Math.round(
      sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))],
    );
  return { count: sorted.length, p50: at(0.5), p95: at(0.95), max: at(1) };
}

export function round(number, digits = 1) {
  return Math.round(number * 10 ** digits) / 10 ** digits;
}

/** Does a piece of work for 0 … count-1, so many at a time. */
export async function inParallel(count, width, work) {
  let next = 0;
  await Promise.all(
    Array.from({ length: width }, async () => {
      while (next < count) {
        const index = next;
        next += 1;
        await work(index);
      }
    }),
  );
}
