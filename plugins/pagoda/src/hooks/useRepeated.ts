import { useEffect } from 'react';
import { whileVisible } from './whileVisible';

/**
 * Does something again and again while the tab can be seen.
 *
 * @param work - has to stay the same function from one rendering to the next
 * @param interval - in milliseconds
 */
export function useRepeated(work: () => void, interval: number): void {
  useEffect(
    () =>
      whileVisible(() => {
        const timer = setInterval(work, interval);
        return () => clearInterval(timer);
      }),
    [work, interval],
  );
}
