import { memo, type ReactNode } from 'react';
import { parseAnsi } from './ansi';
import styles from './LogList.module.css';

/** The text of a line with its colours, and what was searched for marked. */
export const LogLineText = memo((props: { text: string; search: string }) => {
  return (
    <>
      {parseAnsi(props.text).map((span, index) => (
        <span
          key={index}
          data-color={span.color}
          className={span.isBold ? styles.bold : undefined}
        >
          {mark(span.text, props.search)}
        </span>
      ))}
    </>
  );
});

function mark(text: string, search: string): ReactNode {
  if (search === '') {
    return text;
  }
  const parts: ReactNode[] = [];
  const lower = text.toLowerCase();
  const wanted = search.toLowerCase();
  let from = 0;
  for (
    let at = lower.indexOf(wanted);
    at >= 0;
    at = lower.indexOf(wanted, from)
  ) {
    parts.push(
      text.slice(from, at),
      <mark key={at} className={styles.mark}>
        {text.slice(at, at + wanted.length)}
      </mark>,
    );
    from = at + wanted.length;
  }
  parts.push(text.slice(from));
  return parts;
}
