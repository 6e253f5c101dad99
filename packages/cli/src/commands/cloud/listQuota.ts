import {
  formatQuota,
  nameQuota,
  type QuotaItem,
} from '@pagoda/plugin-pagoda-common';
import type { Context } from '../../context/Context';
import { formatAge } from '../../output/formatAge';
import { dataOf } from '../dataOf';

/** `pagoda cloud quota` */
export async function listQuota(
  context: Context,
  _options: object,
  cloud: string,
): Promise<void> {
  const { client, output } = context;
  const quota = dataOf(
    await client.GET('/clouds/{cloud}/quota', { params: { path: { cloud } } }),
  );
  const amount = (item: QuotaItem, value: number | null) =>
    formatQuota(item, value);
  output.list(
    quota,
    [
      { title: 'Resource', value: nameQuota },
      { title: 'Used', value: q => amount(q, q.used), align: 'right' },
      { title: 'Limit', value: q => amount(q, q.limit), align: 'right' },
      { title: 'Left', value: q => amount(q, q.left), align: 'right' },
    ],
    item => item.resource,
    'Its quota was not read yet.',
  );
  if (quota.observedAt !== undefined) {
    output.note(
      output.noteColors.dim(`As read ${formatAge(quota.observedAt)} ago`),
    );
  }
}
