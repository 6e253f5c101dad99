/** A part of a line that looks the same throughout. */
export interface AnsiSpan {
  text: string;
  /** Number of one of the 16 terminal colours. */
  color?: number;
  isBold?: boolean;
}

/* eslint-disable no-control-regex */
/** Colours and weight: the only sequences that are kept. */
const SGR = /\u001b\[([0-9;]*)m/g;
/** Everything else that a terminal would act upon: cursor movements, titles, other control characters. */
const OTHER =
  /\u001b\[[0-9;?]*[A-Za-ln-z]|\u001b\][^\u0007\u001b]*(?:\u0007|\u001b\\)|\u001b[()][A-Z0-9]|[\u0000-\u0008\u000b\u000c\u000e-\u001a\u001c-\u001f\u007f]/g;
/* eslint-enable no-control-regex */

/** The line as it would stand in a terminal, without its colours. */
export function stripAnsi(text: string): string {
  return lastRewrite(text).replace(SGR, '').replace(OTHER, '');
}

/** The line as it would stand in a terminal, in parts of one colour. */
export function parseAnsi(text: string): AnsiSpan[] {
  const line = lastRewrite(text).replace(OTHER, '');
  const spans: AnsiSpan[] = [];
  let style: Omit<AnsiSpan, 'text'> = {};
  let from = 0;
  const add = (to: number) => {
    if (to > from) {
      spans.push({ ...style, text: line.slice(from, to) });
    }
  };
  for (const match of line.matchAll(SGR)) {
    add(match.index);
    style = applySgr(style, match[1]);
    from = match.index + match[0].length;
  }
  add(line.length);
  return spans;
}

/** A progress bar writes its line again and again with carriage returns: the last one counts. */
function lastRewrite(text: string): string {
  const line = text.replace(/\r+$/, '');
  return line.slice(line.lastIndexOf('\r') + 1);
}

function applySgr(
  style: Omit<AnsiSpan, 'text'>,
  codes: string,
): Omit<AnsiSpan, 'text'> {
  let next = { ...style };
  const numbers = codes.split(';').map(Number);
  for (let i = 0; i < numbers.length; i += 1) {
    const code = numbers[i];
    if (code === 0) {
      next = {};
    } else if (code === 1) {
      next.isBold = true;
    } else if (code === 22) {
      next.isBold = false;
    } else if (code >= 30 && code <= 37) {
      next.color = code - 30;
    } else if (code >= 90 && code <= 97) {
      next.color = code - 90 + 8;
    } else if (code === 39) {
      next.color = undefined;
    } else if (code === 38 || code === 48) {
      // 256 colours and true colours would not fit both themes: the numbers after them are skipped.
      i += numbers[i + 1] === 5 ? 2 : 4;
    }
  }
  return next;
}
