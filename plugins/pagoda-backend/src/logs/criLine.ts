/**
 * One line of a log file in the format of the Container Runtime Interface:
 * `2016-10-06T00:17:09.669794202Z stdout F text`. See kubernetes/design-proposals-archive, node/kubelet-cri-logging.md.
 * There, `P` marks a piece of a long line; our writers cut long lines into lines instead, so that reading can begin
 * after any of them.
 */
export interface CriLine {
  time: string;
  stream: 'stdout' | 'stderr';
  text: string;
}

const PATTERN = /^(\S+) (stdout|stderr) [PF] ?(.*)$/s;

/** Reads a line without its newline; `undefined` when it is not one (a file cut by a crash of the machine). */
export function parseCriLine(line: string): CriLine | undefined {
  const match = PATTERN.exec(line);
  if (!match || Number.isNaN(Date.parse(match[1]))) {
    return undefined;
  }
  return {
    time: match[1],
    stream: match[2] as CriLine['stream'],
    text: match[3],
  };
}
