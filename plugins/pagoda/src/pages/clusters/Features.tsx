import type { ClusterFeatures } from '@pagoda/plugin-pagoda-common';
import { FactList, Panel } from '../../components';

/** What a cluster has that matters to runs and volumes. */
export function Features({ features }: { features: ClusterFeatures }) {
  const { storageClasses, kueue, metrics } = features;
  return (
    <Panel title="What it has">
      <FactList
        facts={[
          {
            label: 'Storage classes',
            value:
              storageClasses
                .map(
                  ({ name, provisioner, default: isDefault }) =>
                    `${name} (${provisioner}${isDefault ? ', default' : ''})`,
                )
                .join(', ') || 'none',
          },
          {
            label: 'Queues by Kueue',
            value: kueue.installed ? `yes (${kueue.version})` : 'no',
          },
          { label: 'Metrics API', value: metrics ? 'yes' : 'no' },
        ]}
      />
    </Panel>
  );
}
