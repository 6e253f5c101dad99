import type { ReactElement, ReactNode } from 'react';
import {
  Column,
  Row,
  Skeleton,
  TableBody,
  TableHeader,
  TableRoot,
  useBreakpoint,
  Cell,
  type Breakpoint,
  type Selection,
} from '@backstage/ui';
import styles from './ResourceTable.module.css';

/** One column of a {@link ResourceTable}. */
export interface ResourceColumn<T> {
  id: string;
  label: string;
  /** What the cell shows. */
  render: (item: T) => ReactNode;
  /** Names the row for screen readers; one column has it. */
  isRowHeader?: boolean;
  align?: 'start' | 'end';
  /** Left out on screens narrower than this. */
  hideBelow?: Breakpoint;
  /** Takes the room that the others leave. */
  grow?: boolean;
}

/** Which rows are chosen, by their ids. */
export interface ResourceTableSelection<T> {
  selected: ReadonlySet<string>;
  onChange: (selected: ReadonlySet<string>) => void;
  isDisabled?: (item: T) => boolean;
}

/** Rows of one kind of thing. Empty, loading and error states are the page's, which knows what to say. */
export function ResourceTable<T extends { id: string }>(props: {
  label: string;
  columns: ResourceColumn<T>[];
  items: readonly T[];
  /** Shows placeholders instead of rows. */
  isLoading?: boolean;
  getHref?: (item: T) => string | undefined;
  selection?: ResourceTableSelection<T>;
}): ReactElement {
  const { columns, items, selection, getHref } = props;
  const { up } = useBreakpoint();
  const visible = columns.filter(
    column => !column.hideBelow || up(column.hideBelow),
  );

  if (props.isLoading) {
    return <LoadingRows label={props.label} />;
  }

  function select(keys: Selection) {
    selection?.onChange(
      keys === 'all'
        ? new Set(
            items
              .filter(item => !selection.isDisabled?.(item))
              .map(item => item.id),
          )
        : new Set([...keys].map(String)),
    );
  }

  return (
    <div className={styles.scroll}>
      <TableRoot
        className={styles.table}
        aria-label={props.label}
        selectionMode={selection ? 'multiple' : 'none'}
        selectionBehavior="toggle"
        selectedKeys={selection?.selected}
        onSelectionChange={select}
        disabledBehavior="selection"
        disabledKeys={
          selection?.isDisabled &&
          items.filter(selection.isDisabled).map(item => item.id)
        }
      >
        <TableHeader columns={visible}>
          {column => (
            <Column
              id={column.id}
              isRowHeader={column.isRowHeader}
              data-align={column.align}
            >
              {column.label}
            </Column>
          )}
        </TableHeader>
        <TableBody items={items} dependencies={[columns, visible.length]}>
          {item => (
            <Row id={item.id} columns={visible} href={getHref?.(item)}>
              {(column: ResourceColumn<T>) => (
                <Cell
                  className={styles.cell}
                  data-align={column.align}
                  data-grow={column.grow}
                >
                  {column.render(item)}
                </Cell>
              )}
            </Row>
          )}
        </TableBody>
      </TableRoot>
    </div>
  );
}

function LoadingRows({ label }: { label: string }) {
  return (
    <div
      role="status"
      aria-label={`Loading: ${label}`}
      className={styles.loading}
    >
      {Array.from({ length: 6 }, (_, index) => (
        <Skeleton key={index} height="2.25rem" />
      ))}
    </div>
  );
}
