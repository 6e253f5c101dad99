import { setTimeout as pause } from 'node:timers/promises';
import type { ClusterEvent } from '@pagoda/plugin-pagoda-common';
import type { Context } from '../../context/Context';
import { formatTable, type Column } from '../../output/formatTable';
import { dataOf } from '../dataOf';
import { readPages, sayMore, type PageOptions } from '../pages';

/** How often it is asked for new ones with `--follow`; in milliseconds. */
const INTERVAL = 3_000;

const COLUMNS: Column<ClusterEvent>[] = [
  { title: 'Time', value: event => event.at },
  {
    title: 'Severity',
    value: ({ severity }, colors) =>
      ({
        info: severity,
        warning: colors.yellow(severity),
        error: colors.red(severity),
      })[severity],
  },
  { title: 'Kind', value: event => event.kind },
  { title: 'By', value: event => event.actor ?? '', dispensable: 1 },
  { title: 'Message', value: event => event.message, shrinksTo: 20 },
];

/** `pagoda cluster events` */
export async function listClusterEvents(
  context: Context,
  options: PageOptions & { follow?: boolean },
  cluster: string,
): Promise<void> {
  const { client, output } = context;
  const read = async (cursor: string | undefined, limit: number) =>
    dataOf(
      await client.GET('/clusters/{cluster}/events', {
        params: { path: { cluster }, query: { cursor, limit } },
      }),
    );
  const page = await readPages<ClusterEvent>(options, read);
  if (!options.follow) {
    output.list(page, COLUMNS, event => event.kind, 'No events.');
    sayMore(output, page);
    return;
  }
  const told = new Set<string>();
  const tell = async (events: ClusterEvent[]) => {
    // The newest comes first in the API, and last on a screen that rolls.
    for (const event of events.filter(({ id }) => !told.has(id)).reverse()) {
      told.add(event.id);
      await output.writeChunk(formatEvent(context, event));
    }
  };
  await tell(page.items);
  for (;;) {
    await pause(INTERVAL);
    await tell((await read(undefined, 100)).items);
  }
}

function formatEvent({ output }: Context, event: ClusterEvent): string {
  if (output.structured) {
    return `${JSON.stringify(event)}\n`;
  }
  const [, row] = formatTable([event], COLUMNS, {
    colors: output.colors,
  }).split('\n');
  return `${row}\n`;
}
