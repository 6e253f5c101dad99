import { PagodaApiError } from '@pagoda/plugin-pagoda-common';
import { CommanderError } from 'commander';
import { CliError, EXIT, exitCodeOf } from './context/CliError';
import { useProxy } from './context/useProxy';
import { createProgram } from './program';

/** Runs the CLI; sets the exit code. */
export async function main(argv: string[]): Promise<void> {
  // `pagoda run list | head` closes the pipe: that is no error.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    process.exit(error.code === 'EPIPE' ? EXIT.done : EXIT.server);
  });
  useProxy();
  try {
    await createProgram().parseAsync(argv);
  } catch (error) {
    if (error instanceof CommanderError) {
      // Commander has said what is wrong, or shown the help that was asked for.
      process.exitCode = error.exitCode === 0 ? EXIT.done : EXIT.usage;
      return;
    }
    process.stderr.write(describe(error));
    process.exitCode = exitCodeOf(error);
  }
}

function describe(error: unknown): string {
  const lines: string[] = [];
  if (error instanceof PagodaApiError) {
    lines.push(`Error: ${error.message}`);
    const others = error.problems.slice(1);
    lines.push(...others.map(p => `       ${p.field}: ${p.message}`));
    if (error.advice) {
      lines.push(`  Try: ${error.advice}`);
    } else if (error.status === 401) {
      lines.push('  Try: pagoda login');
    }
  } else if (error instanceof CliError) {
    lines.push(`Error: ${error.message}`);
    if (error.advice) {
      lines.push(`  Try: ${error.advice}`);
    }
  } else {
    lines.push(`Error: ${error instanceof Error ? error.message : error}`);
  }
  if (process.env.PAGODA_DEBUG && error instanceof Error && error.stack) {
    lines.push(error.stack);
  }
  return `${lines.join('\n')}\n`;
}
