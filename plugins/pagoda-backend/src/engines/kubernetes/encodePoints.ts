import { gzipSync } from 'node:zlib';
import { parameterEnvironment } from '../parameterEnvironment';
import type { EngineTask } from '../types';

/**
 * The points of a sweep for the pods of an Indexed Job, compressed: two lines for each point, its variables quoted for the
 * shell, and its parameters as JSON.
 */
export function encodePoints(tasks: readonly EngineTask[]): Buffer {
  return gzipSync(tasks.map(encodePoint).join(''));
}

function encodePoint({ run, sweep, spec, environment }: EngineTask): string {
  const variables = {
    PAGODA_RUN_ID: run,
    PAGODA_RUN_NUMBER: environment.PAGODA_RUN_NUMBER,
    PAGODA_SWEEP_INDEX: String(sweep?.index),
    ...parameterEnvironment(spec.parameters),
  };
  const line = Object.entries(variables)
    .map(([name, value]) => `${name}=${quote(value)}`)
    .join(' ');
  return `${line}\n${JSON.stringify(spec.parameters)}\n`;
}

/** For a shell, in one line. */
function quote(value: string): string {
  const quoted = value
    .replaceAll("'", `'\\''`)
    .replaceAll('\n', `'"$NEWLINE"'`);
  return `'${quoted}'`;
}
