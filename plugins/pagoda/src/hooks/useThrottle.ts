import { useCallback, useEffect, useRef } from 'react';

/**
 * A function that waits, and then does for all calls in the meantime what `action` does once.
 *
 * @param milliseconds - from the first call to the action
 */
export function useThrottle(action: () => void, milliseconds: number) {
  const latest = useRef(action);
  latest.current = action;
  const timer = useRef<ReturnType<typeof setTimeout>>();
  useEffect(() => () => clearTimeout(timer.current), []);
  return useCallback(() => {
    timer.current ??= setTimeout(() => {
      timer.current = undefined;
      latest.current();
    }, milliseconds);
  }, [milliseconds]);
}
