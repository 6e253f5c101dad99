import { InvalidArgumentError } from 'commander';
import { CliError, EXIT } from '../context/CliError';
import type { Context } from '../context/Context';

/** Collects an option that may be given several times. */
export function collect(value: string, before: string[] = []): string[] {
  return [...before, value];
}

/** An option that is a whole number. */
export function wholeNumber(value: string): number {
  const number = Number(value);
  if (!Number.isInteger(number) || number < 0) {
    throw new InvalidArgumentError('It must be a whole number.');
  }
  return number;
}

/** `name=value` as a pair. */
export function parsePair(text: string, option: string): [string, string] {
  const at = text.indexOf('=');
  if (at < 1) {
    throw new CliError(`${option} takes name=value, not '${text}'`, EXIT.usage);
  }
  return [text.slice(0, at), text.slice(at + 1)];
}

/** Labels from `--label key=value`. */
export function parseLabels(labels: string[] = []): Record<string, string> {
  return Object.fromEntries(labels.map(label => parsePair(label, '--label')));
}

/** Volumes from `--volume NAME:PATH[:ro|rw]`. */
export function parseVolumes(volumes: string[] = []) {
  return volumes.map(text => {
    const match = /^([^:]+):([^:]+)(?::(ro|rw))?$/.exec(text);
    if (!match) {
      throw new CliError(
        `--volume takes NAME:PATH[:ro], not '${text}'`,
        EXIT.usage,
        'Write such as --volume texts:data:ro; the run finds it at $PAGODA_INPUT_DIR/data.',
      );
    }
    return { name: match[1], path: match[2], readOnly: match[3] === 'ro' };
  });
}

interface ParameterSchema {
  properties?: Record<string, { type?: string | string[] }>;
}

/** A value of the command line as its parameter's schema wants it: text stays text where text is wanted. */
export function parseParameter(
  name: string,
  text: string,
  schema: ParameterSchema | undefined,
): unknown {
  const type = schema?.properties?.[name]?.type;
  const types = type === undefined ? [] : [type].flat();
  if (types.includes('string') && !types.some(t => t !== 'string')) {
    return text;
  }
  try {
    return JSON.parse(text);
  } catch {
    // Not JSON, so it is text; the server says if something else was wanted.
    return text;
  }
}

/**
 * The id of a run that was named by its id, the beginning of it (8 characters or more), or its number in the project
 * (`214` or `#214`).
 */
export async function resolveRun(
  context: Context,
  name: string,
): Promise<string> {
  if (/^[0-9a-f]{8}-[0-9a-f-]{27}$/i.test(name)) {
    return name;
  }
  const number = /^#?(\d{1,7})$/.exec(name)?.[1];
  const prefix = /^[0-9a-f-]{8,}$/i.test(name) ? name.toLowerCase() : undefined;
  if (number === undefined && prefix === undefined) {
    throw new CliError(
      `'${name}' is not a run`,
      EXIT.usage,
      'Give its id, the first 8 characters of it, or its number such as 214.',
    );
  }
  const project = context.namedProject;
  const { data } = await context.client.GET('/runs', {
    params: {
      query: {
        limit: 500,
        fields: 'id,number,project',
        ...(project && { project: [project] }),
        ...(number && { q: `#${number}` }),
      },
    },
  });
  const found = (data?.items ?? []).filter(run =>
    number === undefined
      ? run.id.startsWith(prefix ?? '')
      : run.number === Number(number),
  );
  if (found.length === 1) {
    return found[0].id;
  }
  throw found.length === 0
    ? new CliError(
        `Run '${name}' was not found`,
        EXIT.notFound,
        'See pagoda run list; older runs are found by their whole id.',
      )
    : new CliError(
        `'${name}' is more than one run: ${found
          .slice(0, 5)
          .map(run => `${run.project} ${run.id}`)
          .join(', ')}`,
        EXIT.usage,
        'Give the whole id, or name the project with --project.',
      );
}

/** Pages of a list up to `limit` items. */
export async function readPages<T>(
  limit: number,
  read: (
    cursor: string | undefined,
    size: number,
  ) => Promise<{ items: T[]; pageInfo: { nextCursor?: string } } | undefined>,
): Promise<{ items: T[]; pageInfo: { nextCursor?: string } }> {
  const items: T[] = [];
  let cursor: string | undefined;
  do {
    const page = await read(cursor, Math.min(500, limit - items.length));
    items.push(...(page?.items ?? []));
    cursor = page?.pageInfo.nextCursor;
  } while (cursor !== undefined && items.length < limit);
  return {
    items,
    pageInfo: cursor === undefined ? {} : { nextCursor: cursor },
  };
}
