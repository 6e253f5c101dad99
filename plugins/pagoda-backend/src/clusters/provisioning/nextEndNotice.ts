import type { ProvisioningSettings } from '../../clouds/CloudSettings';
import type { NewClusterEvent } from './ClusterEvents';
import type { EndNotice, PlanRecord } from './PlanRecord';

const DAY = 24 * 60 * 60 * 1_000;

/** What is to be said or done because a cluster has an end. */
export interface EndStep {
  /** Said with the event, and once alone. */
  notice?: EndNotice;
  event?: NewClusterEvent;
  /** Its removal is due. */
  remove?: boolean;
}

/**
 * What the end of a cluster asks for now: a warning some days before, another when it is reached, and after the days of
 * grace its removal, unless its protection is on or something of a project is on it; then a warning of that.
 *
 * @param now - milliseconds since 1970
 * @param uses - what is on it, such as `2 volumes`; undefined for nothing
 */
export function nextEndNotice(
  record: Pick<
    PlanRecord,
    'cluster' | 'endsAt' | 'endNotice' | 'deletionProtection'
  >,
  now: number,
  settings: Pick<ProvisioningSettings, 'endWarningDays' | 'endGraceDays'>,
  uses: string | undefined,
): EndStep {
  const { cluster, endsAt, endNotice, deletionProtection } = record;
  if (endsAt === undefined || now < endsAt - settings.endWarningDays * DAY) {
    return {};
  }
  const removal = endsAt + settings.endGraceDays * DAY;
  const say = (notice: EndNotice, kind: string, message: string): EndStep =>
    notice === endNotice
      ? {}
      : { notice, event: { kind, severity: 'warning', message } };
  const how = deletionProtection
    ? 'It is not removed while its protection is on.'
    : `It is removed ${dayOf(removal)}, unless its end is set to later.`;
  if (now < endsAt) {
    return say(
      'soon',
      'EndsSoon',
      `The end of cluster '${cluster}' is ${dayOf(endsAt)}. ${how}`,
    );
  }
  if (now < removal) {
    return say(
      'ended',
      'Ended',
      `The end of cluster '${cluster}' was ${dayOf(endsAt)}. ${how}`,
    );
  }
  if (deletionProtection) {
    return say(
      'protected',
      'EndProtected',
      `Cluster '${cluster}' is past its end, ${dayOf(endsAt)}, and stays because its protection is on: take that off, or set its end to later.`,
    );
  }
  if (uses !== undefined) {
    return say(
      'inUse',
      'EndInUse',
      `Cluster '${cluster}' is past its end, ${dayOf(endsAt)}, and stays because there is something on it: ${uses}.`,
    );
  }
  return {
    remove: true,
    event: {
      kind: 'RemovalRequested',
      severity: 'warning',
      message: `Cluster '${cluster}' is removed: its end was ${dayOf(endsAt)}.`,
    },
  };
}

function dayOf(time: number): string {
  return `${new Date(time).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}
