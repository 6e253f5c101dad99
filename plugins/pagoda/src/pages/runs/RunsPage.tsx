import { useState } from 'react';
import { Button, ButtonLink, Flex } from '@backstage/ui';
import { RiAddLine } from '@remixicon/react';
import {
  EmptyState,
  ErrorPanel,
  LiveStatus,
  PageLayout,
} from '../../components';
import { useLinks } from '../../hooks/useLinks';
import { useRunFilters } from '../../hooks/useRunFilters';
import { RunFilterBar } from './RunFilterBar';
import { RunsTable } from './RunsTable';
import { SelectionBar } from './SelectionBar';
import { useOnlyRuns, useRunRows } from './useRunRows';

/** Which run am I looking for? */
export function RunsPage() {
  const links = useLinks();
  const { filters, change, clear, isFiltered } = useRunFilters();
  const { list, status, hasNews } = useRunRows(filters);
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set());
  const runs = useOnlyRuns(list.items);

  const isEmpty =
    !list.isLoading && !list.error && !list.hasMore && list.items.length === 0;

  return (
    <PageLayout
      title="Runs"
      subtitle={<LiveStatus status={status} />}
      actions={
        <ButtonLink
          href={links.experiments()}
          variant="primary"
          iconStart={<RiAddLine aria-hidden="true" />}
        >
          New run
        </ButtonLink>
      }
    >
      <Flex direction="column" gap="3">
        <RunFilterBar filters={filters} onChange={change} onClear={clear} />
        {list.error && <ErrorPanel error={list.error} onRetry={list.refresh} />}
        {hasNews && (
          <Flex>
            <Button size="small" variant="secondary" onPress={list.refresh}>
              There are newer runs: search again
            </Button>
          </Flex>
        )}
        <SelectionBar
          runs={runs.filter(run => selected.has(run.id))}
          onClear={() => setSelected(new Set())}
        />
        {isEmpty && isFiltered && (
          <EmptyState
            title="No run matches"
            description="Nothing fits all of the filters. Take one away, or look further back in time."
            action={
              <Button variant="secondary" onPress={clear}>
                Clear all filters
              </Button>
            }
          />
        )}
        {isEmpty && !isFiltered && (
          <EmptyState
            title="No runs yet"
            description="A run is one execution of an experiment. Pick one, set its parameters, and it starts as soon as there is room."
            action={
              <ButtonLink href={links.experiments()} variant="secondary">
                Choose an experiment
              </ButtonLink>
            }
          />
        )}
        {(list.isLoading || list.items.length > 0) && (
          <RunsTable
            items={list.items}
            isLoading={list.isLoading}
            selected={selected}
            onSelect={setSelected}
          />
        )}
        {list.hasMore && (
          <Flex justify="center" align="center" gap="3">
            {list.isIncomplete && 'Searched a part of the runs so far.'}
            <Button
              variant="secondary"
              isPending={list.isLoadingMore}
              onPress={list.loadMore}
            >
              {list.isIncomplete ? 'Search on' : 'Show more'}
            </Button>
          </Flex>
        )}
      </Flex>
    </PageLayout>
  );
}
