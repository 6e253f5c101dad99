import type { Monitoring } from '@pagoda/plugin-pagoda-common';
import type { Context } from '../../context/Context';
import type { Colors } from '../../output/formatTable';
import { dataOf } from '../dataOf';

/** `pagoda monitoring status` */
export async function showMonitoring(context: Context): Promise<void> {
  const { client, output } = context;
  const monitoring = dataOf(await client.GET('/monitoring'));
  output.one(
    monitoring,
    ({ connections }) =>
      connections
        .filter(({ configured }) => configured)
        .map(({ kind }) => kind)
        .join('\n'),
    each => formatMonitoring(each, output.colors),
  );
}

/** Connections and dashboards in words. */
export function formatMonitoring(
  { connections, objects }: Monitoring,
  colors: Colors,
): string {
  const lines = connections.flatMap(connection => {
    const { title, configured, healthy, version, message, advice } = connection;
    const facts = (connection.facts ?? []).map(
      ({ label, value }) => `  ${label}: ${value}`,
    );
    if (!configured) {
      return [`${colors.dim('○')} ${title}: not connected`, `  ${advice}`];
    }
    const mark =
      healthy === false ? colors.red('✕') : colors.green(healthy ? '✓' : '●');
    return [
      `${mark} ${title}${version ? ` ${version}` : ''}${message ? `: ${message}` : ''}`,
      ...facts,
    ];
  });
  const states = objects.map(
    ({ target, title, state, message }) =>
      `${target.padEnd(8)}${state.padEnd(10)}${title}${message ? ` — ${message}` : ''}`,
  );
  return [
    ...lines,
    '',
    ...(states.length > 0 ? states : ['No dashboards can be installed.']),
    '',
  ].join('\n');
}
