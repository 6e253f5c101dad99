import type { LogLine } from '@pagoda/plugin-pagoda-common';
import type { PlacedLine } from './LogFile';

/** A line of a file as the API gives it; its id is `<attempt>:<offset of its end in bytes>`. */
export function toLogLine(placed: PlacedLine, attempt: number): LogLine {
  return {
    id: `${attempt}:${placed.end}`,
    time: placed.time,
    stream: placed.stream,
    attempt,
    container: placed.container ?? 'main',
    text: placed.text,
  };
}
