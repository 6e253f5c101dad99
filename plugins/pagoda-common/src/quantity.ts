const FACTORS: Record<string, number> = {
  m: 1e-3,
  '': 1,
  k: 1e3,
  M: 1e6,
  G: 1e9,
  T: 1e12,
  P: 1e15,
  Ki: 2 ** 10,
  Mi: 2 ** 20,
  Gi: 2 ** 30,
  Ti: 2 ** 40,
  Pi: 2 ** 50,
};

/**
 * The number that a Kubernetes quantity stands for: cores for CPU, bytes for memory and storage.
 * See kubernetes.io/docs/reference/kubernetes-api/common-definitions/quantity.
 *
 * @throws RangeError when the text is not a quantity.
 */
export function parseQuantity(quantity: string): number {
  const match = /^([0-9]+(?:\.[0-9]+)?)(m|k|M|G|T|P|Ki|Mi|Gi|Ti|Pi)?$/.exec(
    quantity,
  );
  if (!match) {
    throw new RangeError(
      `'${quantity}' is not a quantity; write a number with an optional unit, such as 500m, 2 or 512Mi`,
    );
  }
  return Number(match[1]) * FACTORS[match[2] ?? ''];
}

/** Bytes in binary units with at most one decimal, such as `512 MiB`. */
export function formatBytes(bytes: number): string {
  const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB'];
  let value = bytes;
  let unit = 0;
  while (value >= 1024 && unit < units.length - 1) {
    value /= 1024;
    unit += 1;
  }
  const digits = value >= 100 || Number.isInteger(value) ? 0 : 1;
  return `${value.toFixed(digits)} ${units[unit]}`;
}

/** A duration as `8m40s`, `1h02m`, `3d04h`; below ten seconds with one decimal. */
export function formatDuration(milliseconds: number): string {
  const seconds = Math.max(0, milliseconds / 1000);
  if (seconds < 10) {
    return `${seconds.toFixed(1)}s`;
  }
  const whole = Math.round(seconds);
  const two = (n: number) => String(n).padStart(2, '0');
  const d = Math.floor(whole / 86400);
  const h = Math.floor((whole % 86400) / 3600);
  const m = Math.floor((whole % 3600) / 60);
  const s = whole % 60;
  if (d > 0) {
    return `${d}d${two(h)}h`;
  }
  if (h > 0) {
    return `${h}h${two(m)}m`;
  }
  return m > 0 ? `${m}m${two(s)}s` : `${s}s`;
}
