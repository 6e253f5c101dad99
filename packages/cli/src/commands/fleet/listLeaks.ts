import type { Leak, LeakReport } from '@pagoda/plugin-pagoda-common';
import type { Context } from '../../context/Context';
import { formatAge } from '../../output/formatAge';
import type { Output } from '../../output/Output';

/** Writes leaks as a table, and what else the looks have shown beside it. */
export function listLeaks({ output }: Context, report: LeakReport): void {
  const unseen = report.looks.some(look => look.lookedAt === undefined);
  output.list(
    report,
    [
      { title: 'Where', value: leak => leak.cloud ?? leak.cluster ?? '' },
      { title: 'Kind', value: leak => leak.kind },
      { title: 'Namespace', value: leak => leak.namespace ?? '' },
      { title: 'Name', value: leak => leak.name, shrinksTo: 24 },
      { title: 'Detail', value: leak => leak.detail ?? '', wide: true },
      {
        title: 'Age',
        value: leak => (leak.createdAt ? formatAge(leak.createdAt) : ''),
        align: 'right',
      },
      { title: 'Why', value: describe, shrinksTo: 30 },
    ],
    leak => leak.id,
    unseen ? 'None was found yet.' : 'Nothing was left behind.',
  );
  for (const { reason } of report.missing) {
    output.warn(reason);
  }
  noteLooks(output, report.looks);
}

/** More places than these are told together. */
const SINGLE = 5;

function noteLooks(output: Output, looks: LeakReport['looks']): void {
  const placeOf = ({ cluster, cloud }: LeakReport['looks'][number]) =>
    cloud === undefined ? `Cluster ${cluster}` : `Cloud ${cloud}`;
  for (const look of looks) {
    if (look.message !== undefined) {
      output.warn(`${placeOf(look)} could not be looked at: ${look.message}`);
    }
  }
  const unseen = looks.filter(({ lookedAt }) => lookedAt === undefined);
  if (looks.length > SINGLE) {
    const times = looks.flatMap(({ lookedAt }) => lookedAt ?? []).sort();
    const oldest = times[0]
      ? `, the oldest look ${formatAge(times[0])} ago`
      : '';
    output.note(
      output.noteColors.dim(
        `${looks.length} places${oldest}; ${unseen.length} not looked at yet`,
      ),
    );
    return;
  }
  for (const look of looks) {
    output.note(
      look.lookedAt === undefined
        ? `${placeOf(look)} was not looked at yet; --look does it now.`
        : output.noteColors.dim(
            `${placeOf(look)} was looked at ${formatAge(look.lookedAt)} ago`,
          ),
    );
  }
}

function describe({ reason, deletionTimestamp, finalizers }: Leak): string {
  if (deletionTimestamp === undefined) {
    return reason;
  }
  return finalizers.length > 0
    ? `${reason} It is being deleted, and waits for ${finalizers.join(', ')}.`
    : `${reason} It is being deleted.`;
}
