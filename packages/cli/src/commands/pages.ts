import type { PageInfo } from '@pagoda/plugin-pagoda-common';
import type { Command } from 'commander';
import type { Output } from '../output/Output';
import { wholeNumber } from './values';

/** Items of one request at most, as the API has it. */
const LARGEST_PAGE = 500;

/** A page of a list. */
export interface Page<T> {
  items: T[];
  pageInfo: PageInfo;
}

/** Flags of commands that list. */
export interface PageOptions {
  limit: number;
  all?: boolean;
}

/** Reads one page. */
export type ReadPage<T> = (
  cursor: string | undefined,
  limit: number,
) => Promise<Page<T>>;

/** Declares {@link PageOptions}. */
export function withPageOptions(command: Command, limit = 50): Command {
  return command
    .option('-n, --limit <n>', 'at most so many', wholeNumber, limit)
    .option('-a, --all', 'all of them, however many');
}

/** Pages of a list put together, as the API would answer if pages had no bounds. */
export async function readPages<T>(
  { limit, all }: PageOptions,
  read: ReadPage<T>,
): Promise<Page<T>> {
  const wanted = all ? Infinity : limit;
  const items: T[] = [];
  let pageInfo: PageInfo = {};
  do {
    const size = Math.min(LARGEST_PAGE, wanted - items.length);
    const page = await read(pageInfo.nextCursor, size);
    // One by one: a spread of a list is bounded by the stack.
    page.items.forEach(item => items.push(item));
    pageInfo = page.pageInfo;
  } while (pageInfo.nextCursor !== undefined && items.length < wanted);
  return { items, pageInfo };
}

/** The items of a list, page after page for as long as somebody wants more. */
export async function* eachItem<T>(read: ReadPage<T>): AsyncGenerator<T> {
  let cursor: string | undefined;
  do {
    const page = await read(cursor, LARGEST_PAGE);
    yield* page.items;
    cursor = page.pageInfo.nextCursor;
  } while (cursor !== undefined);
}

/** Says how to get the rest, where there is one. */
export function sayMore(output: Output, { pageInfo, items }: Page<unknown>) {
  if (pageInfo.nextCursor !== undefined) {
    output.note(
      output.noteColors.dim(
        `The first ${items.length}; more with --limit or --all`,
      ),
    );
  }
}
