import type { Condition } from '@pagoda/plugin-pagoda-common';
import { Panel, RelativeTime, ResourceTable } from '../../components';
import styles from './clusters.module.css';

/** What conditions are called; others by their type. */
const WORDS: Record<string, string> = {
  NodesReady: 'All nodes ready',
  RightsComplete: 'All rights given',
  CredentialsValid: 'Credentials valid',
  VersionSupported: 'Version supported',
  StorageAvailable: 'Storage available',
  AsPlanned: 'As its plan says',
  MachinesReady: 'All machines ready',
  Configured: 'Machines configured',
  Connected: 'Connected',
  Healthy: 'Healthy, as the cloud says',
  Removed: 'Removed',
  Usable: 'Usable for runs',
};

/** How a cluster is, in words. */
export function Conditions({ conditions }: { conditions: Condition[] }) {
  return (
    <Panel title="Conditions">
      <ResourceTable
        label="Conditions"
        items={conditions.map(condition => ({
          ...condition,
          id: condition.type,
        }))}
        columns={[
          {
            id: 'type',
            label: 'Condition',
            isRowHeader: true,
            render: condition => (
              <span className={styles.name}>
                {WORDS[condition.type] ?? condition.type}
              </span>
            ),
          },
          {
            id: 'status',
            label: 'Holds',
            render: condition =>
              ({ True: 'yes', False: 'no', Unknown: 'unknown' })[
                condition.status
              ],
          },
          {
            id: 'message',
            label: 'What it means',
            grow: true,
            render: condition => condition.message,
          },
          {
            id: 'since',
            label: 'Since',
            hideBelow: 'sm',
            render: condition => (
              <RelativeTime time={condition.lastTransitionTime} />
            ),
          },
        ]}
      />
    </Panel>
  );
}
