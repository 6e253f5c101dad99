import type {
  LogHit,
  LogHitPage,
  LogLevel,
} from '@pagoda/plugin-pagoda-common';
import type { Context } from '../../context/Context';
import type { Colors } from '../../output/formatTable';
import { dataOf } from '../dataOf';
import type { PageOptions } from '../pages';
import { resolveRun } from '../resolveRun';
import { resolveSweep } from '../resolveSweep';
import { definedOnly } from '../values';

/** Flags of `pagoda logs search`. */
export interface SearchOptions extends PageOptions {
  without?: string[];
  run?: string;
  experiment?: string;
  sweep?: string;
  level?: LogLevel;
  container?: string;
  since?: string;
  until?: string;
}

/** Lines of one request at most, as the API has it. */
const PAGE = 1_000;

/** `pagoda logs search` */
export async function searchLogs(
  context: Context,
  options: SearchOptions,
  words: string[],
): Promise<void> {
  const { client, output } = context;
  const { all, limit, without = [], run, sweep, ...rest } = options;
  const query = definedOnly({
    ...rest,
    q: [...words, ...without.map(text => `-"${text.replace(/"/g, ' ')}"`)].join(
      ' ',
    ),
    run: run === undefined ? undefined : await resolveRun(context, run),
    sweep: sweep === undefined ? undefined : await resolveSweep(context, sweep),
  });
  const project = await context.project();
  let left = all ? Infinity : limit;
  let cursor: string | undefined;
  let found = 0;
  do {
    const page: LogHitPage = dataOf(
      await client.GET('/projects/{project}/logs', {
        params: {
          path: { project },
          query: { ...query, cursor, limit: Math.min(left, PAGE) },
        },
      }),
    );
    await output.writeChunk(
      page.items
        .map(hit =>
          // One object a line, so that a stream can be read as it comes.
          output.format === 'json'
            ? `${JSON.stringify(hit)}\n`
            : formatHit(hit, output.colors),
        )
        .join(''),
    );
    found += page.items.length;
    left -= page.items.length;
    cursor = page.pageInfo.nextCursor;
  } while (cursor !== undefined && left > 0);
  if (found === 0) {
    output.note('No lines were found.');
  } else if (cursor !== undefined) {
    output.note(
      output.noteColors.dim(`The first ${found}; more with --limit or --all`),
    );
  }
}

function formatHit(
  { runNumber, line, level, highlights }: LogHit,
  colors: Colors,
): string {
  const paint = {
    error: colors.red,
    warning: colors.yellow,
    info: colors.cyan,
    debug: colors.dim,
  };
  let at = 0;
  let text = '';
  for (const [from, to] of highlights) {
    text += line.text.slice(at, from) + colors.bold(line.text.slice(from, to));
    at = to;
  }
  text += line.text.slice(at);
  const name = level === undefined ? '' : `${paint[level](level)} `;
  return `${colors.dim(`#${runNumber} ${line.time}`)} ${name}${text}\n`;
}
