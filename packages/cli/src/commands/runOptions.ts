import type {
  Retries,
  SecretMount,
  VolumeMount,
} from '@pagoda/plugin-pagoda-common';
import { InvalidArgumentError, type Command } from 'commander';
import {
  collect,
  definedOnly,
  duration,
  parsePair,
  wholeNumber,
} from './values';

/** Flags of what a run asks for; a sweep's points ask for the same. */
export interface ResourceOptions {
  cpu?: string;
  memory?: string;
  gpu?: number;
  /** Seconds. */
  timeout?: number;
  label?: string[];
  cluster?: string;
  queue?: string;
  priority?: string;
}

/** Further flags of what a new run or sweep asks for. */
export interface SpecOptions extends ResourceOptions {
  volume?: VolumeMount[];
  retries?: number;
}

/** Declares {@link ResourceOptions}. */
export function withResourceOptions(command: Command): Command {
  return command
    .option('--cpu <n>', 'cores, such as 2 or 500m')
    .option('--memory <n>', 'memory, such as 512Mi')
    .option('--gpu <n>', 'GPUs', wholeNumber)
    .option('--timeout <time>', 'time limit, such as 90s, 10m or 2h', duration)
    .option('--label <key=value>', 'label; may be repeated', collect)
    .option('--cluster <name>', 'cluster')
    .option('--queue <name>', 'queue of Kueue on the cluster')
    .option('--priority <class>', 'its priority class in the queue');
}

/** Declares {@link SpecOptions}. */
export function withSpecOptions(command: Command): Command {
  return withResourceOptions(command)
    .option(
      '--volume <name:path[:ro]>',
      'volume, found at $PAGODA_INPUT_DIR/path; may be repeated',
      (text, before: VolumeMount[] = []) => [...before, parseVolume(text)],
    )
    .option('--retries <n>', 'attempts after a failure', wholeNumber);
}

/** As the API takes it; nothing where no flag was given. */
export function toResources(options: ResourceOptions) {
  const { cpu, memory, gpu, timeout, label, cluster, queue } = options;
  const resources = definedOnly({ cpu, memory, gpu });
  return definedOnly({
    resources: Object.keys(resources).length > 0 ? resources : undefined,
    timeoutSeconds: timeout,
    labels:
      label &&
      Object.fromEntries(label.map(text => parsePair(text, '--label'))),
    cluster,
    queue,
    priorityClass: options.priority,
  });
}

/** As the API takes it; nothing where no flag was given. */
export function toSpec(options: SpecOptions) {
  const { volume, retries } = options;
  return {
    ...toResources(options),
    ...definedOnly({
      volumes: volume,
      retries:
        retries === undefined ? undefined : ({ limit: retries } as Retries),
    }),
  };
}

/**
 * `NAME` or `NAME:KEY`, and `=VARIABLE` for a variable or `@PATH` for another path below `$PAGODA_SECRETS_DIR`; added to those
 * before.
 */
export function collectSecrets(
  text: string,
  before: SecretMount[] = [],
): SecretMount[] {
  const match = /^([^:=@]+)(?::([^:=@]+))?(?:=([^=@]+)|@([^=@]+))?$/.exec(text);
  if (!match) {
    throw new InvalidArgumentError(
      'It must be such as NAME, NAME:KEY, NAME:KEY=VARIABLE or NAME:KEY@PATH.',
    );
  }
  const [, name, key, env, path] = match;
  return [...before, definedOnly({ name, key, env, path })];
}

/** `NAME:PATH`, with `:ro` where the run may not write. */
export function parseVolume(text: string): VolumeMount {
  const match = /^([^:]+):([^:]+)(?::(ro|rw))?$/.exec(text);
  if (!match) {
    throw new InvalidArgumentError(
      'It must be NAME:PATH or NAME:PATH:ro, such as texts:data:ro.',
    );
  }
  return { name: match[1], path: match[2], readOnly: match[3] === 'ro' };
}
