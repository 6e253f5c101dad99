import { useSyncExternalStore } from 'react';

/** One clock for all texts that count: a timer per row would wake the page a hundred times a second. */
const listeners = new Set<() => void>();
let now = Date.now();
let timer: ReturnType<typeof setInterval> | undefined;

function subscribe(listener: () => void) {
  listeners.add(listener);
  if (!timer) {
    now = Date.now();
    timer = setInterval(() => {
      now = Date.now();
      listeners.forEach(notify => notify());
    }, 1000);
  }
  return () => {
    listeners.delete(listener);
    if (listeners.size === 0) {
      clearInterval(timer);
      timer = undefined;
    }
  };
}

function subscribeNever() {
  return () => {};
}

/**
 * The time in milliseconds, at most a second old.
 *
 * @param active - with `false` the component is not drawn again each second
 */
export function useNow(active = true): number {
  return useSyncExternalStore(active ? subscribe : subscribeNever, () =>
    timer ? now : Math.floor(Date.now() / 1000) * 1000,
  );
}
