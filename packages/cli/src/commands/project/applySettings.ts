import type { ProjectKubernetes } from '@pagoda/plugin-pagoda-common';
import { parse } from 'yaml';
import { CliError, EXIT } from '../../context/CliError';
import { parsePair } from '../values';

/** Settings that are lists of texts: these may be written with commas. */
const LISTS = ['allowedNetworks', 'pullSecrets', 'proxy.noProxy'];

/**
 * The settings with `name=value` changes on top: values are YAML, a dot leads into an object, and an empty value brings
 * the default back.
 *
 * @throws CliError when a change cannot be understood
 */
export function applySettings(
  settings: ProjectKubernetes,
  changes: string[],
): ProjectKubernetes {
  const result = structuredClone(settings) as Record<string, unknown>;
  for (const change of changes) {
    const [name, text] = parsePair(change, '--set');
    const names = name.split('.');
    const last = names[names.length - 1];
    let target = result;
    for (const part of names.slice(0, -1)) {
      const inner = Object.hasOwn(target, part) ? target[part] : undefined;
      if (inner !== undefined && !isObject(inner)) {
        throw new CliError(
          `--set ${name}: ${part} has no parts`,
          EXIT.usage,
          `Write it such as --set ${part}=VALUE.`,
        );
      }
      const next = inner ?? {};
      target[part] = next;
      target = next;
    }
    if (text === '') {
      delete target[last];
    } else {
      target[last] = readValue(name, text);
    }
  }
  return result;
}

function readValue(name: string, text: string): unknown {
  if (LISTS.includes(name) && !text.startsWith('[')) {
    return text.split(',').map(part => part.trim());
  }
  try {
    return parse(text);
  } catch {
    throw new CliError(`--set ${name}: '${text}' is not YAML`, EXIT.usage);
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
