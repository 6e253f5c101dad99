import { useNow } from '../hooks/useNow';

const UNITS: [Intl.RelativeTimeFormatUnit, number][] = [
  ['year', 365 * 86_400],
  ['month', 30 * 86_400],
  ['week', 7 * 86_400],
  ['day', 86_400],
  ['hour', 3600],
  ['minute', 60],
];

const FORMAT = new Intl.RelativeTimeFormat('en', {
  numeric: 'auto',
  style: 'short',
});

/** How long ago, such as `5 min. ago`; the exact time stands in the tooltip. */
export function RelativeTime(props: { time: string }) {
  const now = useNow();
  const time = new Date(props.time);
  return (
    <time
      dateTime={props.time}
      title={time.toLocaleString()}
      style={{ whiteSpace: 'nowrap' }}
    >
      {formatRelativeTime(time.getTime(), now)}
    </time>
  );
}

/** `time` as seen from `now`, both in milliseconds; clocks that differ by seconds do not show a future. */
export function formatRelativeTime(time: number, now: number): string {
  const seconds = Math.max(0, (now - time) / 1000);
  for (const [unit, size] of UNITS) {
    if (seconds >= size) {
      return FORMAT.format(-Math.floor(seconds / size), unit);
    }
  }
  return seconds < 10 ? 'just now' : `${Math.floor(seconds)} sec. ago`;
}
