import {
  isFinal,
  type Run,
  type RunChange,
} from '@pagoda/plugin-pagoda-common';
import { CliError, EXIT } from '../../context/CliError';
import type { Context } from '../../context/Context';
import { formatPhase } from '../../output/formatRun';
import { dataOf } from '../dataOf';
import { followEvents } from '../followEvents';

/**
 * Waits for the end of a run, told by the server; says on stderr what changes.
 *
 * @param begun - the run as it was last told of
 */
export async function waitForRun(context: Context, begun: Run): Promise<Run> {
  const { output } = context;
  const { id } = begun;
  const end = new AbortController();
  let run = begun;
  let said = formatPhase(begun.status.phase, output.noteColors);
  const look = (now: Run) => {
    run = now;
    if (isFinal(now.status.phase)) {
      end.abort();
      return;
    }
    const { phase, explanation } = now.status;
    const cause = explanation ? `  ${explanation.summary}` : '';
    const text = `${formatPhase(phase, output.noteColors)}${cause}`;
    if (text !== said) {
      said = text;
      output.note(text);
    }
  };
  look(await readRun(context, id));
  const events = followEvents(
    context,
    `/runs/events?${new URLSearchParams({ run: id })}`,
    {
      signal: end.signal,
      // What happened before the stream began is not in it.
      onOpen: async () => look(await readRun(context, id)),
    },
  );
  for await (const { event, data } of events) {
    if (event === 'run') {
      const change = JSON.parse(data) as RunChange;
      if (change.deleted) {
        throw new CliError(`Run ${id} was deleted`, EXIT.notFound);
      }
      look(change.run ?? (await readRun(context, id)));
    } else if (event === 'reset') {
      look(await readRun(context, id));
    }
  }
  return run;
}

async function readRun({ client }: Context, run: string): Promise<Run> {
  return dataOf(await client.GET('/runs/{run}', { params: { path: { run } } }));
}
