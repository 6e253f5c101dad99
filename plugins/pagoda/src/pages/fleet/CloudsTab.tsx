import { Link } from '@backstage/ui';
import type { Cloud } from '@pagoda/plugin-pagoda-common';
import {
  EmptyState,
  RelativeTime,
  ResourceTable,
  StatusBadge,
} from '../../components';
import { useLinks } from '../../hooks/useLinks';
import styles from './fleet.module.css';

/** The clouds of the configuration, and how old what is known of each is. */
export function CloudsTab({ clouds }: { clouds: Cloud[] }) {
  const links = useLinks();
  if (clouds.length === 0) {
    return (
      <EmptyState
        title="No clouds"
        description="Clouds are named in the configuration, below pagoda.clouds."
      />
    );
  }
  return (
    <ResourceTable
      label="Clouds"
      items={clouds.map(cloud => ({ ...cloud, id: cloud.name }))}
      columns={[
        {
          id: 'name',
          label: 'Name',
          isRowHeader: true,
          grow: true,
          render: ({ name, title, conditions }) => (
            <div className={styles.name}>
              <Link href={links.fleet({ tab: 'clusters', cloud: name })}>
                {title} ({name})
              </Link>
              {conditions
                .filter(({ status, message }) => status !== 'True' && message)
                .map(({ type, message }) => (
                  <p key={type} className={styles.alert}>
                    {message}
                  </p>
                ))}
            </div>
          ),
        },
        {
          id: 'kind',
          label: 'Kind',
          hideBelow: 'sm',
          render: ({ kind }) =>
            kind === 'openstack' ? 'OpenStack' : 'Rancher',
        },
        {
          id: 'state',
          label: 'State',
          render: ({ phase }) => <StatusBadge phase={phase} />,
        },
        {
          id: 'seen',
          label: 'Last answered',
          render: ({ contactedAt }) =>
            contactedAt ? <RelativeTime time={contactedAt} /> : 'never',
        },
        {
          id: 'links',
          label: 'Open',
          hideBelow: 'md',
          render: cloud =>
            cloud.links.map(({ title, url }) => (
              <Link key={url} href={url} target="_blank" rel="noreferrer">
                {title}
              </Link>
            )),
        },
      ]}
    />
  );
}
