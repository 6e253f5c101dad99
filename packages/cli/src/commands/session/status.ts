import type { Context } from '../../context/Context';
import { EXIT } from '../../context/CliError';

/** `pagoda status` */
export async function status(context: Context): Promise<void> {
  const { client, output, url } = context;
  const begun = Date.now();
  const { data: me } = await client.GET('/whoami');
  const milliseconds = Date.now() - begun;
  const { data: clusters } = await client.GET('/clusters', {
    params: { query: { limit: 100 } },
  });
  const items = clusters?.items ?? [];
  const answer = {
    url,
    user: me?.userEntityRef,
    milliseconds,
    clusters: items.map(({ name, status: { phase }, runs }) => ({
      name,
      phase,
      ...runs,
    })),
  };
  output.one(
    answer,
    () => url,
    () =>
      [
        `${url} answers in ${milliseconds} ms; you are ${me?.userEntityRef}`,
        ...answer.clusters.map(
          ({ name, phase, active, queued }) =>
            `  cluster ${name}: ${phase}, ${active} active, ${queued} waiting`,
        ),
        '',
      ].join('\n'),
  );
  if (items.some(cluster => cluster.status.phase === 'Unreachable')) {
    process.exitCode = EXIT.server;
  }
}
