import type { Leak, LeakReport } from '@pagoda/plugin-pagoda-common';
import type { Context } from '../../context/Context';
import { formatAge } from '../../output/formatAge';

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
  for (const { cluster, cloud, lookedAt, message } of report.looks) {
    const place = cloud === undefined ? `Cluster ${cluster}` : `Cloud ${cloud}`;
    if (message !== undefined) {
      output.warn(`${place} could not be looked at: ${message}`);
    }
    if (lookedAt === undefined) {
      output.note(`${place} was not looked at yet; --look does it now.`);
    } else {
      output.note(
        output.noteColors.dim(
          `${place} was looked at ${formatAge(lookedAt)} ago`,
        ),
      );
    }
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
