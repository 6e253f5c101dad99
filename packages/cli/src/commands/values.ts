import { InvalidArgumentError } from 'commander';
import { CliError, EXIT } from '../context/CliError';

/** Collects an option that may be given several times. */
export function collect(value: string, before: string[] = []): string[] {
  return [...before, value];
}

/** An option that is a whole number, from 0. */
export function wholeNumber(value: string): number {
  if (!/^\d{1,15}$/.test(value)) {
    throw new InvalidArgumentError('It must be a whole number.');
  }
  return Number(value);
}

const SECONDS: Record<string, number> = {
  s: 1,
  m: 60,
  h: 3_600,
  d: 86_400,
  w: 604_800,
};

/** An option that is a duration, such as `90`, `90s`, `10m`, `2h` or `1d`; in seconds. */
export function duration(value: string): number {
  const match = /^(\d{1,9})([smhdw]?)$/.exec(value);
  if (!match) {
    throw new InvalidArgumentError('It must be such as 90, 10m, 2h or 1d.');
  }
  return Number(match[1]) * SECONDS[match[2] || 's'];
}

/** An option that is a time, such as `2h` (ago) or `2026-01-31`; as ISO 8601. */
export function pastTime(value: string): string {
  const time = /^\d+[smhdw]$/.test(value)
    ? Date.now() - duration(value) * 1000
    : Date.parse(value);
  if (Number.isNaN(time)) {
    throw new InvalidArgumentError(
      'It must be such as 30m, 2h, 3d (ago) or 2026-01-31.',
    );
  }
  return new Date(time).toISOString();
}

/** An option that is a user: `researcher` as well as `user:default/researcher`. */
export function userRef(value: string): string {
  return value.includes(':') ? value : `user:default/${value}`;
}

/**
 * `name=value` as a pair; the value may have further `=`.
 *
 * @param option - for the message, such as `--param`
 */
export function parsePair(text: string, option: string): [string, string] {
  const at = text.indexOf('=');
  if (at < 1) {
    throw new CliError(`${option} takes name=value, not '${text}'`, EXIT.usage);
  }
  return [text.slice(0, at), text.slice(at + 1)];
}

/** Drops what is `undefined`, so that a body has only what was asked for. */
export function definedOnly<T extends object>(value: T): T {
  return Object.fromEntries(
    Object.entries(value).filter(([, item]) => item !== undefined),
  ) as T;
}
