import type { Explanation } from '@pagoda/plugin-pagoda-common';
import { evidenceOf, type EndFacts } from './EndFacts';

/** The first word of the command names nothing that can be executed. */
export function explainCommandNotFound(facts: EndFacts): Explanation {
  const [command] = facts.spec.command;
  const isFile = command.includes('/');
  return {
    code: 'CommandNotFound',
    summary: `The command '${command}' could not be started: it was not found, or may not be executed.`,
    advice: isFile
      ? 'Check the path; it is relative to the working directory, where the files of the experiment are. A script needs a first line such as #!/bin/sh.'
      : 'Check how it is spelled, and that it is installed where the run executes. A program of the experiment itself is called with its path, such as ./run.sh.',
    evidence: evidenceOf(facts),
  };
}
