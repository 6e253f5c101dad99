import { useState } from 'react';
import { useApi } from '@backstage/core-plugin-api';
import {
  Button,
  ButtonLink,
  Flex,
  Link,
  SearchField,
  Text,
} from '@backstage/ui';
import { RiAddLine } from '@remixicon/react';
import type { Experiment } from '@pagoda/plugin-pagoda-common';
import { pagodaApiRef, unwrap } from '../../api';
import {
  EmptyState,
  PagedTable,
  PageLayout,
  RelativeTime,
  type ResourceColumn,
} from '../../components';
import { useLinks, type PagodaLinks } from '../../hooks/useLinks';
import { usePagedList } from '../../hooks/usePagedList';
import { useTemplateLinks } from '../../hooks/useTemplateLinks';
import { useDebounced } from './useDebounced';

type Row = Experiment & { id: string };

/** Which experiment do I want to start? */
export function ExperimentsPage() {
  const api = useApi(pagodaApiRef);
  const links = useLinks();
  const templates = useTemplateLinks();
  const [text, setText] = useState('');
  const search = useDebounced(text.trim());
  const list = usePagedList<Row>(
    `experiments ${search}`,
    async (cursor, signal) => {
      const page = await unwrap(
        api.client.GET('/experiments', {
          params: { query: { q: search || undefined, cursor, limit: 50 } },
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
    },
  );
  return (
    <PageLayout
      title="Experiments"
      actions={
        templates.newExperiment && (
          <ButtonLink
            href={templates.newExperiment}
            variant="primary"
            iconStart={<RiAddLine aria-hidden="true" />}
          >
            New experiment
          </ButtonLink>
        )
      }
    >
      <Flex direction="column" gap="3">
        <SearchField
          aria-label="Search experiments"
          placeholder="Name"
          value={text}
          onChange={setText}
        />
        <PagedTable
          label="Experiments"
          list={list}
          columns={columns(links)}
          empty={
            search === '' ? (
              <EmptyState
                title="No experiments yet"
                description="An experiment says which command runs in which image, and which parameters it takes. Runs are started from it."
              />
            ) : (
              <EmptyState
                title={`No experiment is called “${search}”`}
                action={
                  <Button variant="secondary" onPress={() => setText('')}>
                    Show all
                  </Button>
                }
              />
            )
          }
        />
      </Flex>
    </PageLayout>
  );
}

function columns(links: PagodaLinks): ResourceColumn<Row>[] {
  return [
    {
      id: 'name',
      label: 'Name',
      isRowHeader: true,
      grow: true,
      render: item => (
        <div>
          <Link href={links.experiment(item.project, item.name)}>
            {item.title}
          </Link>
          <Text
            as="p"
            variant="body-small"
            color="secondary"
            style={{ margin: 0 }}
          >
            {item.description}
          </Text>
        </div>
      ),
    },
    { id: 'project', label: 'Project', render: item => item.project },
    {
      id: 'parameters',
      label: 'Parameters',
      hideBelow: 'md',
      render: item =>
        Object.keys(item.spec.parameterSchema?.properties ?? {}).join(', '),
    },
    {
      id: 'revision',
      label: 'Revision',
      align: 'end',
      hideBelow: 'sm',
      render: item => item.revision,
    },
    {
      id: 'changed',
      label: 'Changed',
      hideBelow: 'md',
      render: item => <RelativeTime time={item.updatedAt} />,
    },
    {
      id: 'start',
      label: 'Start',
      align: 'end',
      render: item => (
        <ButtonLink
          size="small"
          variant="secondary"
          href={links.startExperiment(item.project, item.name)}
          aria-label={`Start ${item.title}`}
        >
          Start
        </ButtonLink>
      ),
    },
  ];
}
