/** How long ago a time was, in its largest unit, such as `2 min`. */
export function formatAge(time: string, now = Date.now()): string {
  const seconds = Math.max(0, (now - Date.parse(time)) / 1000);
  const [amount, unit] =
    seconds < 60
      ? [seconds, 's']
      : seconds < 3600
        ? [seconds / 60, 'min']
        : seconds < 86400
          ? [seconds / 3600, 'h']
          : [seconds / 86400, 'd'];
  return `${Math.floor(amount)} ${unit}`;
}
