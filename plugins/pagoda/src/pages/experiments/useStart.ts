import { useApi } from '@backstage/core-plugin-api';
import { toError } from '@backstage/errors';
import type { RunSubmit, RunValidation } from '@pagoda/plugin-pagoda-common';
import { useRef, useState } from 'react';
import { pagodaApiRef, unwrap } from '../../api';
import { useLinks } from '../../hooks/useLinks';
import { useResource, type Resource } from '../../hooks/useResource';
import { useNavigate } from '../../routing';
import { useDebounced } from './useDebounced';

/** Whether the run fits, asked while the form is filled in; nothing is asked while `body` is missing. */
export function useValidation(
  project: string,
  body: RunSubmit | undefined,
): Resource<RunValidation> {
  const api = useApi(pagodaApiRef);
  const key = useDebounced(body && JSON.stringify(body), 400);
  return useResource(key && `validate ${project} ${key}`, signal =>
    unwrap(
      api.client.POST('/projects/{project}/runs:validate', {
        params: { path: { project } },
        body: JSON.parse(key ?? '{}') as RunSubmit,
        signal,
      }),
    ),
  );
}

/** Submits a run and goes to it. Pressing twice, or again after a broken connection, makes one run. */
export function useStart(project: string) {
  const api = useApi(pagodaApiRef);
  const links = useLinks();
  const navigate = useNavigate();
  const [isPending, setPending] = useState(false);
  const [error, setError] = useState<Error>();
  const key = useRef<{ body: string; key: string }>();

  async function start(body: RunSubmit) {
    const text = JSON.stringify(body);
    if (key.current?.body !== text) {
      key.current = { body: text, key: randomKey() };
    }
    setPending(true);
    setError(undefined);
    try {
      const run = await unwrap(
        api.client.POST('/projects/{project}/runs', {
          params: {
            path: { project },
            header: { 'Idempotency-Key': key.current.key },
          },
          body,
        }),
      );
      navigate(links.run(run.id));
    } catch (thrown) {
      setError(toError(thrown));
      setPending(false);
    }
  }

  return { start, isPending, error };
}

/** `crypto.randomUUID` is missing where the portal is served over plain HTTP to another host. */
function randomKey(): string {
  return [...crypto.getRandomValues(new Uint8Array(16))]
    .map(byte => byte.toString(16).padStart(2, '0'))
    .join('');
}
