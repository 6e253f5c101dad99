/** A tab that is looked at again within this time goes on as if nothing had been. */
const HIDDEN_MS = 15_000;

/**
 * Does something as long as the tab can be seen.
 *
 * Browsers open six connections to a server over HTTP/1.1, for all tabs together: were each to keep its streams, the
 * seventh tab would wait for ever.
 *
 * @param start - begins it, and returns its end
 * @returns the end of it all
 */
export function whileVisible(start: () => () => void): () => void {
  let stop: (() => void) | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;

  function onChange() {
    clearTimeout(timer);
    if (document.visibilityState === 'visible') {
      stop ??= start();
    } else {
      timer = setTimeout(() => {
        stop?.();
        stop = undefined;
      }, HIDDEN_MS);
    }
  }

  document.addEventListener('visibilitychange', onChange);
  stop = document.visibilityState === 'visible' ? start() : undefined;
  return () => {
    document.removeEventListener('visibilitychange', onChange);
    clearTimeout(timer);
    stop?.();
    stop = undefined;
  };
}
