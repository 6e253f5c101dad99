import type {
  Explanation,
  LogLine,
  RunSpec,
} from '@pagoda/plugin-pagoda-common';
import type { AttemptEnd, Observation } from '../../engines/types';

/** What is known of an attempt that did not succeed. */
export interface EndFacts {
  spec: RunSpec;
  end: AttemptEnd;
  startedAt?: Date;
  usage: Observation['usage'];
  /** It ran in a pod, as an unprivileged user unless its project allows root. */
  isPod?: boolean;
  /** The last lines it wrote, oldest first: of stderr where there are any. */
  lastLines: LogLine[];
}

/** One thing that was seen, and where. */
export type Evidence = Explanation['evidence'][number];

/** Longer lines are cut in evidence; the whole line is in the log. */
const LINE_LENGTH = 500;

/** The engine's evidence, and after it the last lines of the log. */
export function evidenceOf({ end, lastLines }: EndFacts): Evidence[] {
  return [
    ...end.evidence,
    ...lastLines.map(({ text, time }) => ({
      source: 'log',
      message:
        text.length > LINE_LENGTH ? `${text.slice(0, LINE_LENGTH)}…` : text,
      time,
    })),
  ];
}
