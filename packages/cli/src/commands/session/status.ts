import { EXIT } from '../../context/CliError';
import type { Context } from '../../context/Context';
import { dataOf } from '../dataOf';
import { readPages } from '../pages';

/** `pagoda status` */
export async function status(context: Context): Promise<void> {
  const { client, output, url } = context;
  const begun = performance.now();
  const { userEntityRef: user } = dataOf(await client.GET('/whoami'));
  const milliseconds = Math.round(performance.now() - begun);
  const { items } = await readPages({ limit: 0, all: true }, async cursor =>
    dataOf(
      await client.GET('/clusters', {
        params: { query: { cursor, limit: 500 } },
      }),
    ),
  );
  const clusters = items.map(({ name, status: { phase }, runs }) => ({
    name,
    phase,
    ...runs,
  }));
  output.one(
    { url, user, milliseconds, clusters },
    answer => answer.url,
    () =>
      [
        `${url} answers in ${milliseconds} ms; you are ${user}`,
        ...clusters.map(
          ({ name, phase, active, queued }) =>
            `  cluster ${name}: ${phase}, ${active} active, ${queued} waiting`,
        ),
        '',
      ].join('\n'),
  );
  if (clusters.some(cluster => cluster.phase === 'Unreachable')) {
    process.exitCode = EXIT.server;
  }
}
