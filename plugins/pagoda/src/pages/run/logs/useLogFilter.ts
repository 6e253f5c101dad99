import { useMemo, useState } from 'react';
import type { LogLine } from '@pagoda/plugin-pagoda-common';
import type { LogStream } from './LogStream';

/** Stands for all of them. */
export const ALL = 'all';

/** Which lines of a log are shown. */
export interface LogFilter {
  /** `stdout` or `stderr`; like the others `all` for any. */
  stream: string;
  container: string;
  /** Its number. */
  attempt: string;
}

/** The lines of a stream that a filter leaves; `indices`, their places in the stream, is missing where that is all of them. */
export function useLogFilter(
  stream: LogStream,
  initial: Partial<LogFilter>,
): {
  filter: LogFilter;
  setFilter: (change: Partial<LogFilter>) => void;
  lines: LogLine[];
  indices: number[] | undefined;
} {
  const [filter, setFilter] = useState<LogFilter>({
    ...{ stream: ALL, container: ALL, attempt: ALL },
    ...initial,
  });
  // The array of the stream stays the same while it grows: `version` tells of it.
  const { version } = stream;
  const indices = useMemo(
    () =>
      Object.values(filter).every(value => value === ALL)
        ? undefined
        : stream.lines.flatMap((line, index) =>
            matches(line, filter) ? [index] : [],
          ),
    // eslint-disable-next-line react-hooks/exhaustive-deps
    [filter, stream, version],
  );
  const lines = useMemo(
    () => indices?.map(index => stream.lines[index]) ?? stream.lines,
    [indices, stream],
  );
  return {
    ...{ filter, lines, indices },
    setFilter: change => setFilter({ ...filter, ...change }),
  };
}

function matches(line: LogLine, filter: LogFilter): boolean {
  return (
    (filter.stream === ALL || line.stream === filter.stream) &&
    (filter.container === ALL || line.container === filter.container) &&
    (filter.attempt === ALL || String(line.attempt) === filter.attempt)
  );
}
