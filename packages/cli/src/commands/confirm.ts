import { createInterface } from 'node:readline/promises';
import { CliError, EXIT } from '../context/CliError';

/** Asks before something that cannot be undone; where nobody can answer, `--yes` is needed. */
export async function confirm(question: string, yes?: boolean): Promise<void> {
  if (yes) {
    return;
  }
  if (!process.stdin.isTTY || !process.stderr.isTTY) {
    throw new CliError(question, EXIT.usage, 'Confirm with --yes.');
  }
  const terminal = createInterface({
    input: process.stdin,
    output: process.stderr,
  });
  try {
    const answer = await terminal.question(`${question} [y/N] `);
    if (!/^y(es)?$/i.test(answer.trim())) {
      throw new CliError('Nothing was done', EXIT.usage);
    }
  } finally {
    terminal.close();
  }
}
