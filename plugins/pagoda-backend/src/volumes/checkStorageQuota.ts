import { formatBytes, parseQuantity } from '@pagoda/plugin-pagoda-common';
import type { Knex } from 'knex';
import { notFound, quotaExceeded } from '../http/errors';
import type { VolumeStore } from './VolumeStore';

/**
 * Locks the project until the transaction's end, as runs that mount its volumes do.
 *
 * @param wanted - except: the volume whose new size it is
 * @throws ApiError 404 `ProjectNotFound`; 409 `QuotaExceeded` where the project's volumes would take more than its quota.
 */
export async function checkStorageQuota(
  store: VolumeStore,
  tx: Knex.Transaction,
  wanted: { project: string; sizeBytes: number; except?: string },
): Promise<void> {
  const { project, sizeBytes, except } = wanted;
  const quota = await store.lockQuota(project, tx);
  if (!quota) {
    throw notFound('Project', project, 'project');
  }
  if (quota.storage === undefined) {
    return;
  }
  const limit = parseQuantity(quota.storage);
  const used = await store.storageBytes(project, { except }, tx);
  if (used + sizeBytes > limit) {
    throw quotaExceeded(
      `Project '${project}' has a storage quota of ${quota.storage}: its ${
        except === undefined ? '' : 'other '
      }volumes take ${formatBytes(used)}, so ${formatBytes(
        Math.max(0, limit - used),
      )} are left, and ${formatBytes(sizeBytes)} are asked for`,
      {
        field: 'size',
        advice:
          'Ask for less, delete a volume, or ask an administrator for more storage.',
      },
    );
  }
}
