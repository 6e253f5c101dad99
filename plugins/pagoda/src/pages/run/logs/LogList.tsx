import { useEffect, useRef } from 'react';
import { useVirtualizer } from '@tanstack/react-virtual';
import type { LogLine } from '@pagoda/plugin-pagoda-common';
import { LogLineText } from './LogLineText';
import styles from './LogList.module.css';

/** The run's own container. */
export const MAIN = 'main';

const LINE_HEIGHT = 20;
/** Nearer to the end than this counts as being there. */
const END_PIXELS = 2 * LINE_HEIGHT;

/** Lines of a log, of which only those in view are in the page. */
export function LogList(props: {
  lines: LogLine[];
  /** Tells that lines were added to the same array. */
  version: number;
  /** The line numbers of the lines; their place in the whole log. */
  numberOf: (index: number) => number;
  search: string;
  /** The line that is linked or found; `at` makes a second jump to the same line one. */
  target: { index: number; at: number } | undefined;
  isFollowing: boolean;
  onFollow: (isFollowing: boolean) => void;
  showTime: boolean;
  /** Names the container of each line that is not the run's own. */
  showContainer: boolean;
  wrap: boolean;
}) {
  const { lines, target, isFollowing, onFollow } = props;
  const scroller = useRef<HTMLDivElement>(null);
  const lastTop = useRef(0);
  const virtualizer = useVirtualizer({
    count: lines.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => LINE_HEIGHT,
    overscan: 30,
  });

  useEffect(() => {
    if (isFollowing && lines.length > 0) {
      virtualizer.scrollToIndex(lines.length - 1, { align: 'end' });
    }
  }, [isFollowing, lines.length, props.version, virtualizer]);

  useEffect(() => {
    if (target) {
      virtualizer.scrollToIndex(target.index, { align: 'center' });
    }
  }, [target, virtualizer]);

  // With another way of wrapping, every height that was measured is wrong.
  useEffect(() => virtualizer.measure(), [props.wrap, virtualizer]);

  function onScroll(element: HTMLDivElement) {
    const { scrollTop, scrollHeight, clientHeight } = element;
    const isAtEnd = scrollHeight - scrollTop - clientHeight < END_PIXELS;
    const isGoingUp = scrollTop < lastTop.current;
    lastTop.current = scrollTop;
    if (isFollowing && isGoingUp && !isAtEnd) {
      onFollow(false);
    } else if (!isFollowing && !isGoingUp && isAtEnd) {
      onFollow(true);
    }
  }

  return (
    <div
      ref={scroller}
      className={styles.scroller}
      role="region"
      aria-label="Log lines"
      // Scrolled by keyboard.
      // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
      tabIndex={0}
      onScroll={event => onScroll(event.currentTarget)}
    >
      <div
        className={styles.lines}
        data-wrap={props.wrap}
        style={{ height: virtualizer.getTotalSize() }}
      >
        {virtualizer.getVirtualItems().map(({ index, key, start }) => {
          const line = lines[index];
          const number = props.numberOf(index);
          const isNewAttempt =
            index > 0 && lines[index - 1].attempt !== line.attempt;
          return (
            <div
              key={key}
              ref={props.wrap ? virtualizer.measureElement : undefined}
              data-index={index}
              className={styles.line}
              data-stream={line.stream}
              data-target={target?.index === index}
              style={{ transform: `translateY(${start}px)` }}
            >
              <a
                className={styles.number}
                href={`#L${number}`}
                aria-label={`Line ${number}`}
              >
                {number}
              </a>
              {props.showTime && (
                <time dateTime={line.time} className={styles.time}>
                  {line.time.slice(11, 23)}
                </time>
              )}
              <span className={styles.text}>
                {isNewAttempt && (
                  <span className={styles.attempt}>attempt {line.attempt}</span>
                )}
                {props.showContainer && line.container !== MAIN && (
                  <span className={styles.container}>{line.container}</span>
                )}
                {line.stream === 'stderr' && (
                  <span className={styles.stream}>stderr</span>
                )}
                <LogLineText text={line.text} search={props.search} />
              </span>
            </div>
          );
        })}
      </div>
    </div>
  );
}
