import { Text } from '@backstage/ui';
import type { Drift } from '@pagoda/plugin-pagoda-common';
import { Panel, ResourceTable } from '../../../components';

/** What differs from the plan though nobody has asked for it here; nothing where nothing does. */
export function DriftPanel({ drift }: { drift: Drift[] }) {
  if (drift.length === 0) {
    return null;
  }
  return (
    <Panel title="Changed by hand">
      <Text as="p" color="secondary" style={{ marginTop: 0 }}>
        Somebody has changed this in the cloud, not here. The portal leaves it
        as it is; scale the cluster to what you want, and it is so again.
      </Text>
      <ResourceTable
        label="Changed by hand"
        items={drift.map(item => ({ ...item, id: item.field }))}
        columns={[
          {
            id: 'field',
            label: 'Of the plan',
            isRowHeader: true,
            render: item => <code>{item.field}</code>,
          },
          { id: 'wanted', label: 'Asked for', render: item => item.wanted },
          {
            id: 'found',
            label: 'Found',
            grow: true,
            render: item => item.found,
          },
        ]}
      />
    </Panel>
  );
}
