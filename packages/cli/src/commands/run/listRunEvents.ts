import type { Context } from '../../context/Context';
import { resolveRun } from '../arguments';

/** `pagoda run events` */
export async function listRunEvents(
  context: Context,
  _options: object,
  name: string,
): Promise<void> {
  const run = await resolveRun(context, name);
  const { data } = await context.client.GET('/runs/{run}/events', {
    params: { path: { run } },
  });
  context.output.list(
    data ?? { items: [] },
    [
      { title: 'Time', value: event => event.time },
      { title: 'Type', value: event => event.type },
      { title: 'Reason', value: event => event.reason },
      { title: 'Message', value: event => event.message },
    ],
    event => event.reason,
    'No events.',
  );
}
