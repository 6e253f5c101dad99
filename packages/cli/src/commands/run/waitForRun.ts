import {
  isFinal,
  readEventStream,
  type Run,
  type RunChange,
} from '@pagoda/plugin-pagoda-common';
import { CliError, EXIT } from '../../context/CliError';
import type { Context } from '../../context/Context';
import { formatPhase } from '../../output/formatRun';

/** Waits for the end of a run, told by the server; says on stderr what changes. */
export async function waitForRun(context: Context, id: string): Promise<Run> {
  const abort = new AbortController();
  let run = await readRun(context, id);
  if (isFinal(run.status.phase)) {
    return run;
  }
  let said = '';
  const say = (now: Run) => {
    const text = `${formatPhase(now.status.phase, context.output.colors)}${
      now.status.explanation ? `  ${now.status.explanation.summary}` : ''
    }`;
    if (text !== said) {
      said = text;
      context.output.note(text);
    }
  };
  say(run);
  const query = new URLSearchParams({ run: id });
  const events = readEventStream({
    signal: abort.signal,
    open: async lastEventId => {
      const response = await context.fetch(`/runs/events?${query}`, {
        signal: abort.signal,
        headers: {
          Accept: 'text/event-stream',
          ...(lastEventId !== undefined && { 'Last-Event-ID': lastEventId }),
        },
      });
      // What happened before the stream began is not in it.
      run = await readRun(context, id);
      if (isFinal(run.status.phase)) {
        abort.abort();
      }
      return response;
    },
  });
  for await (const event of events) {
    if (event.event !== 'run') {
      continue;
    }
    const change = JSON.parse(event.data) as RunChange;
    if (change.deleted) {
      throw new CliError(`Run ${id} was deleted`, EXIT.notFound);
    }
    run = change.run ?? (await readRun(context, id));
    if (isFinal(run.status.phase)) {
      abort.abort();
      break;
    }
    say(run);
  }
  return run;
}

async function readRun(context: Context, run: string): Promise<Run> {
  const { data } = await context.client.GET('/runs/{run}', {
    params: { path: { run } },
  });
  if (!data) {
    throw new CliError(`Run ${run} was not found`, EXIT.notFound);
  }
  return data;
}
