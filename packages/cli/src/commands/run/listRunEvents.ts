import type { Context } from '../../context/Context';
import { dataOf } from '../dataOf';
import { resolveRun } from '../resolveRun';

/** `pagoda run events` */
export async function listRunEvents(
  context: Context,
  _options: object,
  name: string,
): Promise<void> {
  const path = { run: await resolveRun(context, name) };
  context.output.list(
    dataOf(
      await context.client.GET('/runs/{run}/events', { params: { path } }),
    ),
    [
      { title: 'Time', value: event => event.time },
      { title: 'Type', value: event => event.type, dispensable: 1 },
      { title: 'Reason', value: event => event.reason },
      { title: 'Message', value: event => event.message, shrinksTo: 20 },
    ],
    event => event.reason,
    'No events.',
  );
}
