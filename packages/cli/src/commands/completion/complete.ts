import type { Command } from 'commander';
import { findCandidates } from '../../completion/findCandidates';
import { readNames } from '../../completion/readNames';
import { Context } from '../../context/Context';

/** What is asked of the server has to be there by then, or is left out; in milliseconds. */
const PATIENCE = 2_000;

/** `pagoda __complete -- WORD…`: candidates for the last word, one a line, a description behind a tab. */
export async function complete(
  program: Command,
  words: string[],
): Promise<void> {
  const found = await findCandidates(program, words, async (kind, typed) => {
    try {
      const { url, token, project } = typed.values;
      const context = new Context({ url, token, project, quiet: true });
      return await within(readNames(context, kind, typed));
    } catch {
      // Nobody signed in, or no server: there is no place to say so, and nothing to complete.
      return [];
    }
  });
  const lines = found.map(({ word, description = '' }) =>
    [word, description.replace(/\s+/g, ' ')].filter(Boolean).join('\t'),
  );
  await new Promise<void>(resolve => {
    process.stdout.write(lines.map(line => `${line}\n`).join(''), () =>
      resolve(),
    );
  });
  // A request that is still under way is of no use any more.
  process.exit();
}

async function within<T>(work: Promise<T>): Promise<T> {
  return Promise.race([
    work,
    new Promise<never>((_, reject) => {
      setTimeout(() => reject(new Error('Too late')), PATIENCE).unref();
    }),
  ]);
}
