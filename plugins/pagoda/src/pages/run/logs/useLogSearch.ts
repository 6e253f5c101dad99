import { useCallback, useMemo, useState } from 'react';
import type { LogLine } from '@pagoda/plugin-pagoda-common';
import { stripAnsi } from './ansi';

/** Where a text stands in the lines, and which of the places is looked at. */
export interface LogSearch {
  text: string;
  setText: (text: string) => void;
  /** Indices of the lines that contain it. */
  matches: number[];
  /** Index in `matches`; -1 before the first jump. */
  current: number;
  /** To the next (1) or previous (-1) place, around the end. Gives the line's index. */
  go: (step: 1 | -1) => number | undefined;
}

/**
 * Finds a text, in any case, in the lines.
 *
 * @param version - tells that lines were added to the same array
 */
export function useLogSearch(lines: LogLine[], version: number): LogSearch {
  const [text, setText] = useState('');
  const [current, setCurrent] = useState(-1);
  const matches = useMemo(() => {
    const wanted = text.toLowerCase();
    const found: number[] = [];
    if (wanted !== '') {
      lines.forEach((line, index) => {
        if (stripAnsi(line.text).toLowerCase().includes(wanted)) {
          found.push(index);
        }
      });
    }
    return found;
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [lines, version, text]);

  const change = useCallback((next: string) => {
    setText(next);
    setCurrent(-1);
  }, []);
  const go = useCallback(
    (step: 1 | -1) => {
      if (matches.length === 0) {
        return undefined;
      }
      const from = current < 0 && step < 0 ? 0 : current;
      const next = (from + step + matches.length) % matches.length;
      setCurrent(next);
      return matches[next];
    },
    [matches, current],
  );
  return { text, setText: change, matches, current, go };
}
