import type { Explanation } from '@pagoda/plugin-pagoda-common';
import { evidenceOf, type EndFacts } from './EndFacts';
import { describeSignal, signalName } from './signals';

/** The command ended by itself with an exit code other than 0. */
export function explainExitCode(
  facts: EndFacts & { exitCode: number },
): Explanation {
  const { exitCode } = facts;
  const { summary, advice } = isDenied(facts)
    ? describeDenied(exitCode)
    : describe(exitCode);
  const evidence = evidenceOf(facts);
  return {
    code: 'ExitCode',
    summary,
    advice,
    evidence:
      evidence.length > 0
        ? evidence
        : [
            {
              source: 'engine',
              message: `The command ended with exit code ${exitCode} and wrote nothing`,
              time: facts.end.finishedAt.toISOString(),
            },
          ],
  };
}

/** Something that the command, or the image, wanted was not allowed to it. */
function isDenied({ isPod, lastLines }: EndFacts): boolean {
  return (
    isPod === true &&
    lastLines.some(({ text }) =>
      /permission denied|operation not permitted|\bE(ACCES|PERM)\b/i.test(text),
    )
  );
}

function describeDenied(exitCode: number) {
  return {
    summary: `The command ended with exit code ${exitCode}: something was not allowed to it. On clusters, runs are unprivileged users, which not every image bears.`,
    advice:
      'Write to $PAGODA_OUTPUT_DIR, the working directory or /tmp alone. If the image itself expects root, give its files to everybody and add USER 10001 to its Dockerfile, or have an administrator allow root for the project.',
  };
}

/** What shells mean by their exit codes: see "Exit Status" in the manual of bash. */
function describe(exitCode: number): { summary: string; advice: string } {
  if (exitCode === 126) {
    return {
      summary:
        'The command ended with exit code 126: something it called could not be executed.',
      advice:
        'Make the file executable and give it a first line such as #!/bin/sh, or call it through its interpreter.',
    };
  }
  if (exitCode === 127) {
    return {
      summary:
        'The command ended with exit code 127: something it called was not found.',
      advice:
        'Look at the last log lines for its name; check how it is spelled, and that it is installed where the run executes.',
    };
  }
  const signal = exitCode > 128 ? signalName(exitCode - 128) : undefined;
  if (signal) {
    const meaning = describeSignal(signal);
    return {
      summary: `The command ended with exit code ${exitCode}: what it called was ended by ${signal} (${meaning.what}).`,
      advice: meaning.advice,
    };
  }
  return {
    summary: `The command ended with exit code ${exitCode}.`,
    advice:
      'Read the last log lines; correct the code or the parameters, and rerun.',
  };
}
