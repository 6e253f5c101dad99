import { formatDuration } from '@pagoda/plugin-pagoda-common';
import { useNow } from '../hooks/useNow';

/** The time between two moments, as `8m40s`; without an end it counts on. Without a beginning there is none. */
export function Duration(props: {
  start?: string | null;
  end?: string | null;
}) {
  const { start, end } = props;
  const counts = Boolean(start) && !end;
  const now = useNow(counts);
  if (!start) {
    return <span aria-label="no duration yet">–</span>;
  }
  const until = end ? Date.parse(end) : now;
  const duration = Math.max(0, until - Date.parse(start));
  return (
    <span style={{ fontVariantNumeric: 'tabular-nums' }}>
      {/* A running duration changes each second: tenths would only flicker. */}
      {formatDuration(counts ? Math.floor(duration / 1000) * 1000 : duration)}
    </span>
  );
}
