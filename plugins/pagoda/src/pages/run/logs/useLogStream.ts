import { useEffect, useState, useSyncExternalStore } from 'react';
import { useApi } from '@backstage/core-plugin-api';
import { pagodaApiRef } from '../../../api';
import { LogStream } from './LogStream';

/** The log of a run; the component is drawn again when lines come. */
export function useLogStream(run: string, attempt = 0): LogStream {
  const api = useApi(pagodaApiRef);
  const [stream, setStream] = useState(() => new LogStream(api, run));
  useEffect(() => {
    // A stream of its own for each run (and each new try), started and stopped with the component.
    const started = new LogStream(api, run);
    setStream(started);
    started.start();
    return () => started.stop();
  }, [api, run, attempt]);
  useSyncExternalStore(stream.subscribe, () => stream.version);
  return stream;
}
