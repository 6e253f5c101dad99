import type { LogLine } from '@pagoda/plugin-pagoda-common';
import type { LogQuery } from './types';

/** Whether a line is one of those that are wanted; its attempt is not looked at. */
export function matchesQuery(line: LogLine, query: LogQuery): boolean {
  return (
    (query.stream === undefined || line.stream === query.stream) &&
    (query.container === undefined || line.container === query.container) &&
    (query.since === undefined ||
      Date.parse(line.time) >= query.since.getTime()) &&
    (query.text === undefined ||
      line.text.toLowerCase().includes(query.text.toLowerCase()))
  );
}
