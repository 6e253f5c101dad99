import type { LogHit, LogLine } from '@pagoda/plugin-pagoda-common';
import { detectLevel } from '../detectLevel';
import { matchWords } from './matchWords';
import type { LogSearch, SearchedRun } from './types';

/** A line of a run as what a search has found; `undefined` when it is not what is looked for. */
export function toHit(
  run: SearchedRun,
  line: LogLine,
  search: LogSearch,
): LogHit | undefined {
  const { container, since, until, words } = search;
  const time = Date.parse(line.time);
  if (
    (container !== undefined && line.container !== container) ||
    (since && time < since.getTime()) ||
    (until && time >= until.getTime())
  ) {
    return undefined;
  }
  const highlights = matchWords(line.text, words);
  if (!highlights) {
    return undefined;
  }
  const level = detectLevel(line.text);
  if (search.level !== undefined && level !== search.level) {
    return undefined;
  }
  return {
    run: run.id,
    runNumber: run.number,
    ...(run.experiment !== undefined && { experiment: run.experiment }),
    ...(run.sweep !== undefined && { sweep: run.sweep }),
    line,
    ...(level !== undefined && { level }),
    highlights,
  };
}
