import { formatBytes, type Volume } from '@pagoda/plugin-pagoda-common';
import { UsageBar } from './UsageBar';

/** How full a volume is; of one that is on no cluster, where nobody can look into it, its size alone. */
export function VolumeUsage(props: {
  volume: Volume;
  /** The label is for screen readers alone, where a column's head says the same. */
  isLabelHidden?: boolean;
}) {
  const { volume, isLabelHidden } = props;
  const { usedBytes, capacityBytes } = volume.status;
  if (volume.cluster === undefined) {
    return <span>{formatBytes(capacityBytes)}</span>;
  }
  return (
    <UsageBar
      label={isLabelHidden ? `Used of ${volume.name}` : 'Used'}
      isLabelHidden={isLabelHidden}
      used={usedBytes}
      limit={capacityBytes}
      format={formatBytes}
    />
  );
}
