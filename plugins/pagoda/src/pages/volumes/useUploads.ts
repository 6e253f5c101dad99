import { useCallback, useEffect, useRef, useState } from 'react';
import { toError } from '@backstage/errors';

/** One file on its way. */
export interface Upload {
  id: number;
  name: string;
  size: number;
  state: 'waiting' | 'sending' | 'done' | 'failed' | 'cancelled';
  error?: Error;
  cancel: () => void;
}

/** Sends files one after another; the browser reads each from the disk as it is sent. */
export function useUploads(
  send: (name: string, body: File, signal: AbortSignal) => Promise<unknown>,
  onDone: () => void,
) {
  const [uploads, setUploads] = useState<Upload[]>([]);
  const queue = useRef<Promise<void>>(Promise.resolve());
  const nextId = useRef(0);
  const latest = useRef({ send, onDone });
  latest.current = { send, onDone };
  const all = useRef(new AbortController());
  useEffect(() => {
    const controller = new AbortController();
    all.current = controller;
    return () => controller.abort();
  }, []);

  const add = useCallback((files: File[]) => {
    for (const file of files) {
      const id = nextId.current;
      nextId.current += 1;
      const abort = new AbortController();
      all.current.signal.addEventListener('abort', () => abort.abort());
      const change = (part: Partial<Upload>) =>
        setUploads(before =>
          before.map(one => (one.id === id ? { ...one, ...part } : one)),
        );
      setUploads(before => [
        ...before,
        {
          id,
          name: file.name,
          size: file.size,
          state: 'waiting',
          cancel: () => {
            abort.abort();
            change({ state: 'cancelled' });
          },
        },
      ]);
      // The folder that is open now is meant, also when another is opened in the meantime.
      const { send: sendTo } = latest.current;
      queue.current = queue.current.then(async () => {
        if (abort.signal.aborted) {
          return;
        }
        change({ state: 'sending' });
        try {
          await sendTo(file.name, file, abort.signal);
          change({ state: 'done' });
          latest.current.onDone();
        } catch (thrown) {
          if (!abort.signal.aborted) {
            change({ state: 'failed', error: toError(thrown) });
          }
        }
      });
    }
  }, []);

  const clear = useCallback(
    () =>
      setUploads(before =>
        before.filter(
          one => one.state === 'waiting' || one.state === 'sending',
        ),
      ),
    [],
  );

  return { uploads, add, clear };
}
