/**
 * One line of a log file in the format of the Container Runtime Interface:
 * `2016-10-06T00:17:09.669794202Z stdout F text`. See kubernetes/design-proposals-archive, node/kubelet-cri-logging.md.
 * There, `P` marks a piece of a long line; our writers cut long lines into lines instead, so that reading can begin
 * after any of them; `C` then marks those after the first. Tags are divided by colons: the second one of ours is the
 * container where it is not the run's own.
 */
export interface CriLine {
  time: string;
  stream: 'stdout' | 'stderr';
  text: string;
  /** Missing for the run's own. */
  container?: string;
  /** A further piece of a line that was too long for one. */
  isContinuation: boolean;
}

const PATTERN =
  /^(\S+) (stdout|stderr) ([PFC])(?::([a-z0-9][a-z0-9-]*))? ?(.*)$/s;

/** Reads a line without its newline; `undefined` when it is not one (a file cut by a crash of the machine). */
export function parseCriLine(line: string): CriLine | undefined {
  const match = PATTERN.exec(line);
  if (!match || Number.isNaN(Date.parse(match[1]))) {
    return undefined;
  }
  return {
    time: match[1],
    stream: match[2] as CriLine['stream'],
    text: match[5],
    ...(match[4] && { container: match[4] }),
    isContinuation: match[3] === 'C',
  };
}
