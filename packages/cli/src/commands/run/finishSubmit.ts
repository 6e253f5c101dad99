import { isFinal, type Run } from '@pagoda/plugin-pagoda-common';
import { EXIT } from '../../context/CliError';
import type { Context } from '../../context/Context';
import { describeRun, explain, summarize } from '../../output/formatRun';
import { followLogs } from './followLogs';
import { waitForRun } from './waitForRun';

/** Flags of commands that start a run. */
export interface SubmitOptions {
  follow?: boolean;
  wait?: boolean;
  idempotencyKey?: string;
}

/** What comes after a run was accepted: follow, wait, print. */
export async function finishSubmit(
  context: Context,
  run: Run,
  options: SubmitOptions,
): Promise<void> {
  const { output } = context;
  const { colors } = output;
  output.note(`${summarize(run, colors)}  ${run.id}`);
  if (!options.follow && !options.wait) {
    output.one(
      run,
      r => r.id,
      r => `${r.id}\n`,
    );
    output.note(colors.dim(`Follow it: pagoda run logs ${run.id} -f`));
    return;
  }
  leaveOnInterrupt(context, run);
  const machine = output.format === 'json' || output.format === 'yaml';
  if (options.follow) {
    await followLogs(context, run.id, {
      write: line => (machine ? output.note(line) : output.write(`${line}\n`)),
    });
  }
  const ended = await waitForRun(context, run.id);
  output.note(summarize(ended, colors));
  const { explanation, metrics, phase } = ended.status;
  if (explanation) {
    explain(explanation, colors).forEach(line => output.warn(line));
  } else if (Object.keys(metrics).length > 0) {
    output.note(
      Object.entries(metrics)
        .map(([name, value]) => `${name}=${value}`)
        .join('  '),
    );
  }
  if (machine || !options.follow) {
    output.one(
      ended,
      r => r.id,
      r => describeRun(r, colors),
    );
  }
  if (options.wait && isFinal(phase) && phase !== 'Succeeded') {
    process.exitCode = EXIT.runFailed;
  }
}

/** Ctrl-C ends the waiting, not the run. */
function leaveOnInterrupt({ output }: Context, run: Run): void {
  process.once('SIGINT', () => {
    output.warn(`\nThe run goes on. End it: pagoda run cancel ${run.id}`);
    process.exit(130);
  });
}
