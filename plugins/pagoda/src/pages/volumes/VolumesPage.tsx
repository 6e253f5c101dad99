import { useState } from 'react';
import { useApi } from '@backstage/core-plugin-api';
import { Button, Flex, Link } from '@backstage/ui';
import { RiAddLine } from '@remixicon/react';
import type { Volume } from '@pagoda/plugin-pagoda-common';
import { pagodaApiRef, unwrap } from '../../api';
import {
  EmptyState,
  PagedTable,
  PageLayout,
  StatusBadge,
  VolumeUsage,
} from '../../components';
import { describeVolumePlace } from '../../describeVolumePlace';
import { useLinks } from '../../hooks/useLinks';
import { usePagedList } from '../../hooks/usePagedList';
import { CreateVolumeDialog } from './CreateVolumeDialog';

type Row = Volume & { id: string };

/** Which volumes are there, and how full are they? */
export function VolumesPage() {
  const api = useApi(pagodaApiRef);
  const links = useLinks();
  const [isCreating, setCreating] = useState(false);
  const list = usePagedList<Row>('volumes', async (cursor, signal) => {
    const page = await unwrap(
      api.client.GET('/volumes', {
        params: { query: { cursor, limit: 50 } },
        signal,
      }),
    );
    return {
      items: page.items.map(item => ({
        ...item,
        id: `${item.project}/${item.name}`,
      })),
      nextCursor: page.pageInfo.nextCursor,
    };
  });
  return (
    <PageLayout
      title="Volumes"
      actions={
        <Button
          variant="primary"
          iconStart={<RiAddLine aria-hidden="true" />}
          onPress={() => setCreating(true)}
        >
          New volume
        </Button>
      }
    >
      <Flex direction="column" gap="3">
        <PagedTable
          label="Volumes"
          list={list}
          empty={
            <EmptyState
              title="No volumes yet"
              description="A volume keeps data that runs read and write: upload files here, and name the volume in an experiment."
            />
          }
          columns={[
            {
              id: 'name',
              label: 'Name',
              isRowHeader: true,
              grow: true,
              render: item => (
                <Link href={links.volume(item.project, item.name)}>
                  {item.name}
                </Link>
              ),
            },
            {
              id: 'project',
              label: 'Project',
              hideBelow: 'sm',
              render: item => item.project,
            },
            {
              id: 'state',
              label: 'State',
              render: item => <StatusBadge phase={item.status.phase} />,
            },
            {
              id: 'used',
              label: 'Used',
              render: item => <VolumeUsage volume={item} isLabelHidden />,
            },
            {
              id: 'files',
              label: 'Files',
              align: 'end',
              hideBelow: 'sm',
              render: item =>
                item.cluster === undefined
                  ? '–'
                  : item.status.files.toLocaleString('en'),
            },
            {
              id: 'place',
              label: 'Where',
              hideBelow: 'md',
              render: describeVolumePlace,
            },
          ]}
        />
      </Flex>
      <CreateVolumeDialog
        isOpen={isCreating}
        onClose={() => setCreating(false)}
        onCreated={list.refresh}
      />
    </PageLayout>
  );
}
