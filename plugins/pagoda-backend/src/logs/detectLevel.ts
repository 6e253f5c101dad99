import type { LogLevel } from '@pagoda/plugin-pagoda-common';

/** Names of levels as programs write them. */
const LEVELS: Record<string, LogLevel> = {
  trace: 'debug',
  debug: 'debug',
  verbose: 'debug',
  info: 'info',
  information: 'info',
  notice: 'info',
  warn: 'warning',
  warning: 'warning',
  err: 'error',
  error: 'error',
  severe: 'error',
  critical: 'error',
  crit: 'error',
  fatal: 'error',
  panic: 'error',
};

/** Levels stand near the beginning; further on, such words are prose. */
const LOOKED_AT = 200;

/** `level=warn`, `"severity": "ERROR"` */
const KEYED =
  /\b(?:level|levelname|lvl|severity)"?\s{0,3}[=:]\s{0,3}"?([a-z]{3,11})\b/i;
/** `2026-01-01 10:00:00 ERROR …`, `[WARN] …`: in capitals anywhere */
const CAPITALS =
  /(?:^|[\s[(|<])(TRACE|DEBUG|VERBOSE|INFO|NOTICE|WARN|WARNING|ERROR|SEVERE|CRITICAL|FATAL|PANIC)(?=[\s\]):|>,]|$)/;
/** `error: …`, `[warning] …`: in any case at the beginning */
const LEADING = /^(?:\[([a-z]{3,11})\]|([a-z]{3,11}):)/i;
/** `E1123 10:00:00.000000 …` of Kubernetes and glog */
const KLOG = /^([IWEF])\d{4} \d\d:\d\d:\d\d/;
const KLOG_LEVELS: Record<string, LogLevel> = {
  I: 'info',
  W: 'warning',
  E: 'error',
  F: 'error',
};
/** `Traceback (most recent call last):`, `ValueError: …`, `java.io.IOException: …` */
const EXCEPTION =
  /^(?:Traceback \(most recent call last\)|(?:[a-z][\w]{0,60}\.){0,10}[A-Z]\w{0,80}(?:Error|Exception)(?::|$))/;

/** The level that a log line says of itself; `undefined` when it says none. */
export function detectLevel(text: string): LogLevel | undefined {
  const beginning = text.slice(0, LOOKED_AT);
  const keyed = KEYED.exec(beginning)?.[1];
  const leading = LEADING.exec(beginning);
  const klog = KLOG.exec(beginning)?.[1];
  return (
    levelOf(keyed) ??
    (klog === undefined ? undefined : KLOG_LEVELS[klog]) ??
    levelOf(leading?.[1] ?? leading?.[2]) ??
    levelOf(CAPITALS.exec(beginning)?.[1]) ??
    (EXCEPTION.test(beginning) ? 'error' : undefined)
  );
}

function levelOf(name: string | undefined): LogLevel | undefined {
  const key = name?.toLowerCase();
  return key !== undefined && Object.hasOwn(LEVELS, key)
    ? LEVELS[key]
    : undefined;
}
