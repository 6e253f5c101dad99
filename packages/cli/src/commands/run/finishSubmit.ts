import type { Run } from '@pagoda/plugin-pagoda-common';
import { EXIT } from '../../context/CliError';
import type { Context } from '../../context/Context';
import { explain, formatPairs, summarize } from '../../output/formatRun';
import type { FollowOptions } from '../followOptions';
import { leaveOnInterrupt } from '../leaveOnInterrupt';
import { followLogs } from './followLogs';
import { waitForRun } from './waitForRun';

/**
 * What comes after a run was accepted: its id goes to stdout, or the run as JSON (at its end, when it is waited for), or,
 * with `--follow`, its logs. How it goes is told on stderr.
 */
export async function finishSubmit(
  context: Context,
  run: Run,
  { follow, wait }: FollowOptions,
): Promise<void> {
  const { output } = context;
  const { noteColors } = output;
  const print = (one: Run) =>
    output.one(
      one,
      r => r.id,
      r => `${r.id}\n`,
    );
  const logsToStdout =
    follow === true && !output.structured && output.format !== 'name';
  output.note(
    `${summarize(run, noteColors)}${logsToStdout ? `  ${run.id}` : ''}`,
  );
  const waits = follow === true || wait === true;
  if (!logsToStdout && !(waits && output.structured)) {
    print(run);
  }
  if (!waits) {
    output.note(noteColors.dim(`To follow it: pagoda run logs ${run.id} -f`));
    return;
  }
  leaveOnInterrupt(context, 'run', run.id);
  if (follow) {
    await followLogs(context, run.id, {
      write: async line =>
        logsToStdout
          ? output.writeChunk(`${line.text}\n`)
          : output.note(line.text),
    });
  }
  const ended = await waitForRun(context, run);
  sayEnd(context, ended);
  if (output.structured) {
    print(ended);
  }
  if (wait && ended.status.phase !== 'Succeeded') {
    process.exitCode = EXIT.runFailed;
  }
}

function sayEnd({ output }: Context, run: Run): void {
  const { noteColors } = output;
  const { explanation, metrics } = run.status;
  output.note(summarize(run, noteColors));
  if (explanation) {
    explain(explanation, noteColors).forEach(line => output.warn(line));
  } else if (Object.keys(metrics).length > 0) {
    output.note(`  ${formatPairs(metrics)}`);
  }
}
