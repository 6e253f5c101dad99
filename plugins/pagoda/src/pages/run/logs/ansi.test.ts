import { parseAnsi, stripAnsi } from './ansi';
import { markSpans } from './markSpans';

describe('log lines', () => {
  it('keep colours and weight, and nothing else that a terminal acts upon', () => {
    const line =
      '\u001b]0;title\u0007\u001b[1;32mok\u001b[0m \u001b[38;5;196mred\u001b[39m\u001b[2K plain\u0000';
    expect(parseAnsi(line)).toEqual([
      { text: 'ok', color: 2, isBold: true },
      { text: ' ' },
      { text: 'red' },
      { text: ' plain', color: undefined },
    ]);
    expect(stripAnsi(line)).toBe('ok red plain');
  });

  it('show what a progress bar wrote last', () => {
    expect(stripAnsi('10 %\r50 %\r100 %\r')).toBe('100 %');
  });

  it('mark found text across colours, in any case', () => {
    const spans = parseAnsi('\u001b[32mLine\u001b[0m 12, line 12line 12');
    expect(
      markSpans(spans, 'line 12').map(({ text, isFound }) =>
        isFound ? `[${text}]` : text,
      ),
    ).toEqual(['[Line]', '[ 12]', ', ', '[line 12line 12]']);
  });
});
