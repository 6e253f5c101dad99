import { Link, Text } from '@backstage/ui';
import type { ProjectNamespace } from '@pagoda/plugin-pagoda-common';
import { useLinks } from '../hooks/useLinks';
import { RelativeTime } from './RelativeTime';
import { ResourceTable, type ResourceColumn } from './ResourceTable';

type Row = ProjectNamespace & { id: string };

/** Projects' namespaces on clusters, with what one that is being removed waits for. */
export function NamespaceTable(props: {
  label: string;
  items: ProjectNamespace[];
  /** What the rows differ in. */
  by: 'cluster' | 'project';
}) {
  const links = useLinks();
  const columns: ResourceColumn<Row>[] = [
    {
      id: props.by,
      label: props.by === 'cluster' ? 'Cluster' : 'Project',
      isRowHeader: true,
      render: item => {
        if (props.by === 'cluster') {
          return <Link href={links.cluster(item.cluster)}>{item.cluster}</Link>;
        }
        return item.projectDeleted ? (
          `${item.project} (deleted)`
        ) : (
          <Link href={links.project(item.project)}>{item.project}</Link>
        );
      },
    },
    {
      id: 'namespace',
      label: 'Namespace',
      hideBelow: 'sm',
      render: item => <code>{item.namespace}</code>,
    },
    { id: 'phase', label: 'State', render: item => item.phase },
    {
      id: 'message',
      label: 'What it means',
      grow: true,
      render: item => (
        <>
          {item.message}
          {item.waitingFor.map(({ message }) => (
            <Text key={message} as="p" color="secondary" style={{ margin: 0 }}>
              {message}
            </Text>
          ))}
        </>
      ),
    },
    {
      id: 'since',
      label: 'Since',
      hideBelow: 'sm',
      render: item => <RelativeTime time={item.since} />,
    },
  ];
  return (
    <ResourceTable
      label={props.label}
      columns={columns}
      items={props.items.map(item => ({
        ...item,
        id: `${item.cluster}/${item.project}`,
      }))}
    />
  );
}
