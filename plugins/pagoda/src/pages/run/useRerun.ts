import { useState } from 'react';
import { toError } from '@backstage/errors';
import type { Run, RunRerun } from '@pagoda/plugin-pagoda-common';
import { useLinks } from '../../hooks/useLinks';
import { useRunActions } from '../../hooks/useRunActions';
import { useNavigate } from '../../routing';

/** Repeats the run, and goes to the new one. */
export function useRerun(run: Run) {
  const actions = useRunActions();
  const links = useLinks();
  const navigate = useNavigate();
  const [isPending, setPending] = useState(false);
  const [error, setError] = useState<Error>();

  async function rerun(changes?: RunRerun) {
    setPending(true);
    setError(undefined);
    try {
      const again = await actions.rerun(run, changes);
      navigate(links.run(again.id));
    } catch (thrown) {
      setError(toError(thrown));
    } finally {
      setPending(false);
    }
  }

  return { rerun, isPending, error };
}
