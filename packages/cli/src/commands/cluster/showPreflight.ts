import {
  formatQuota,
  nameQuota,
  type Preflight,
  type PreflightItem,
} from '@pagoda/plugin-pagoda-common';
import { CliError, EXIT } from '../../context/CliError';
import type { Context } from '../../context/Context';

/**
 * Shows what something needs and what there is.
 *
 * @param what - that, such as `The plan`
 * @throws CliError when it does not fit, or is not right
 */
export function showPreflight(
  { output }: Context,
  preflight: Preflight,
  what = 'The plan',
): void {
  const { items, problems, cost, fits } = preflight;
  if (output.structured) {
    output.one(preflight, () => '', String);
  } else {
    const amount = (item: PreflightItem, value: number | null) =>
      formatQuota(item, value);
    output.list(
      { items },
      [
        { title: 'Resource', value: nameQuota },
        { title: 'Needed', value: i => amount(i, i.needed), align: 'right' },
        { title: 'Left', value: i => amount(i, i.left), align: 'right' },
        {
          title: 'Then left',
          value: i => (i.short > 0 ? '' : amount(i, i.leftAfter)),
          align: 'right',
        },
        {
          title: 'Verdict',
          value: (i, colors) =>
            i.short > 0
              ? colors.red(`short by ${amount(i, i.short)}`)
              : colors.green('fits'),
        },
      ],
      item => item.resource,
      'It takes nothing of the quota.',
    );
    problems.forEach(({ field, message, advice }) =>
      output.warn(
        `${field} ${message}${advice === undefined ? '' : `. ${advice}`}`,
      ),
    );
    if (cost) {
      output.note(`About ${cost.perDay.toFixed(2)} ${cost.currency} a day`);
    }
  }
  if (!fits) {
    const short = items.filter(item => item.short > 0).map(nameQuota);
    throw new CliError(
      problems.length > 0
        ? `${what} is not right`
        : `${what} does not fit: short of ${short.join(', ')}`,
      problems.length > 0 ? EXIT.usage : EXIT.conflict,
    );
  }
}
