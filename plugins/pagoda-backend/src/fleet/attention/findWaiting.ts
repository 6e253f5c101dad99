import {
  formatDuration,
  type Attention,
  type Fleet,
} from '@pagoda/plugin-pagoda-common';

/** A run that waits for longer than this is worth a look, in milliseconds. */
const LONG = 60 * 60_000;

/** Whether runs wait for long. */
export function findWaiting(
  { waiting, oldestWaitingAt }: Fleet['runs'],
  now: number = Date.now(),
): Attention[] {
  const waits = oldestWaitingAt ? now - Date.parse(oldestWaitingAt) : 0;
  return waits < LONG
    ? []
    : [
        {
          id: 'runs/waiting',
          severity: 'info',
          kind: 'runs',
          name: 'waiting',
          title: 'Runs wait for long',
          cause: `${waiting} wait, the longest for ${formatDuration(waits)}; each says what it waits for.`,
          since: oldestWaitingAt,
          action: { label: 'See them' },
        },
      ];
}
