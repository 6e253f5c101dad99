import { memo } from 'react';
import { parseAnsi } from './ansi';
import { markSpans } from './markSpans';
import styles from './LogList.module.css';

/** The text of a line with its colours, and what was searched for marked. */
export const LogLineText = memo((props: { text: string; search: string }) => (
  <>
    {markSpans(parseAnsi(props.text), props.search).map((span, index) => {
      const className = span.isBold ? styles.bold : undefined;
      return span.isFound ? (
        <mark key={index} className={styles.mark}>
          {span.text}
        </mark>
      ) : (
        <span key={index} data-color={span.color} className={className}>
          {span.text}
        </span>
      );
    })}
  </>
));
