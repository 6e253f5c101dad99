import { InvalidArgumentError } from 'commander';
import { duration } from '../values';

/** An option that is a time to come, such as `30d` (from now) or `2027-01-31`; as ISO 8601. */
export function futureTime(value: string): string {
  const time = /^\d+[smhdw]$/.test(value)
    ? Date.now() + duration(value) * 1000
    : Date.parse(value);
  if (Number.isNaN(time)) {
    throw new InvalidArgumentError(
      'It must be such as 12h, 30d (from now) or 2027-01-31.',
    );
  }
  return new Date(time).toISOString();
}
