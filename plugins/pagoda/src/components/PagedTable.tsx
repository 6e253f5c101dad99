import type { ReactNode } from 'react';
import { Button, Flex } from '@backstage/ui';
import type { PagedList } from '../hooks/usePagedList';
import { ErrorPanel } from './ErrorPanel';
import {
  ResourceTable,
  type ResourceColumn,
  type ResourceTableSelection,
} from './ResourceTable';

/** A list that is read page by page, with what stands there while it loads, where it failed, and where it is empty. */
export function PagedTable<T extends { id: string }>(props: {
  label: string;
  list: PagedList<T>;
  columns: ResourceColumn<T>[];
  selection?: ResourceTableSelection<T>;
  /** In place of an empty list. */
  empty: ReactNode;
}) {
  const { label, list, columns } = props;
  const isEmpty = !list.isLoading && !list.error && list.items.length === 0;
  return (
    <>
      {list.error && <ErrorPanel error={list.error} onRetry={list.refresh} />}
      {isEmpty && props.empty}
      {(list.isLoading || list.items.length > 0) && (
        <ResourceTable
          label={label}
          items={list.items}
          isLoading={list.isLoading}
          columns={columns}
          selection={props.selection}
        />
      )}
      {list.hasMore && (
        <Flex justify="center">
          <Button
            variant="secondary"
            isPending={list.isLoadingMore}
            onPress={list.loadMore}
          >
            Show more
          </Button>
        </Flex>
      )}
    </>
  );
}
