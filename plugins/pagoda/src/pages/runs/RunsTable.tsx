import { useMemo } from 'react';
import type { Run, Sweep } from '@pagoda/plugin-pagoda-common';
import {
  Duration,
  RelativeTime,
  ResourceTable,
  type ResourceColumn,
  StatusBadge,
} from '../../components';
import { formatEntityRef } from '../../describeRun';
import { useLinks } from '../../hooks/useLinks';
import { MorePointsCell, RunCell, SweepCell } from './RunCell';
import { isSweep, type RunsListItem } from './useRunRows';
import { useOpenSweeps, type OpenSweep } from './useOpenSweeps';

/** A row of the table: a run, a sweep, or what stands below an opened sweep. */
type RunsTableRow =
  | { id: string; kind: 'run'; run: Run; isPoint: boolean }
  | { id: string; kind: 'sweep'; sweep: Sweep; isOpen: boolean }
  | { id: string; kind: 'more'; sweep: Sweep; open: OpenSweep };

/** Runs and sweeps as rows; an opened sweep shows its first points below it. */
export function RunsTable(props: {
  items: RunsListItem[];
  isLoading?: boolean;
  /** Ids of the selected runs; without it nothing can be selected. */
  selected?: ReadonlySet<string>;
  onSelect?: (selected: ReadonlySet<string>) => void;
}) {
  const { items, selected, onSelect } = props;
  const links = useLinks();
  const { open, toggle } = useOpenSweeps();
  const rows = useMemo(() => toRows(items, open), [items, open]);

  const columns = useMemo<ResourceColumn<RunsTableRow>[]>(
    () => [
      {
        id: 'phase',
        label: 'Phase',
        render: row => {
          if (row.kind === 'more') {
            return null;
          }
          return (
            <StatusBadge
              phase={
                row.kind === 'run'
                  ? row.run.status.phase
                  : row.sweep.status.phase
              }
            />
          );
        },
      },
      {
        id: 'run',
        label: 'Run',
        isRowHeader: true,
        grow: true,
        render: row => {
          switch (row.kind) {
            case 'run':
              return <RunCell run={row.run} isPoint={row.isPoint} />;
            case 'sweep':
              return (
                <SweepCell
                  sweep={row.sweep}
                  isOpen={row.isOpen}
                  onToggle={() => toggle(row.sweep.id)}
                />
              );
            default:
              return <MorePointsCell sweep={row.sweep} open={row.open} />;
          }
        },
      },
      {
        id: 'project',
        label: 'Project',
        hideBelow: 'md',
        render: row => factsOf(row)?.project,
      },
      {
        id: 'cluster',
        label: 'Cluster',
        hideBelow: 'lg',
        render: row => factsOf(row)?.cluster,
      },
      {
        id: 'duration',
        label: 'Duration',
        align: 'end',
        hideBelow: 'xs',
        render: row =>
          row.kind === 'run' && (
            <Duration
              start={row.run.status.startedAt}
              end={row.run.status.finishedAt}
            />
          ),
      },
      {
        id: 'created',
        label: 'Created',
        align: 'end',
        hideBelow: 'sm',
        render: row => {
          const facts = factsOf(row);
          return facts && <RelativeTime time={facts.createdAt} />;
        },
      },
      {
        id: 'owner',
        label: 'Owner',
        hideBelow: 'lg',
        render: row => {
          const facts = factsOf(row);
          return facts && formatEntityRef(facts.owner);
        },
      },
    ],
    [toggle],
  );

  return (
    <ResourceTable
      label="Runs"
      columns={columns}
      items={rows}
      isLoading={props.isLoading}
      getHref={row =>
        row.kind === 'run' ? links.run(row.run.id) : links.sweep(row.sweep.id)
      }
      selection={
        selected &&
        onSelect && {
          selected,
          onChange: onSelect,
          // Points are ended and repeated on the page of their sweep.
          isDisabled: row => row.kind !== 'run' || row.isPoint,
        }
      }
    />
  );
}

function factsOf(row: RunsTableRow): Run | Sweep | undefined {
  switch (row.kind) {
    case 'run':
      return row.run;
    case 'sweep':
      return row.sweep;
    default:
      return undefined;
  }
}

function toRows(
  items: RunsListItem[],
  open: ReadonlyMap<string, OpenSweep>,
): RunsTableRow[] {
  return items.flatMap((item): RunsTableRow[] => {
    if (!isSweep(item)) {
      return [{ id: item.id, kind: 'run', run: item, isPoint: false }];
    }
    const opened = open.get(item.id);
    const row: RunsTableRow = {
      id: item.id,
      kind: 'sweep',
      sweep: item,
      isOpen: opened !== undefined,
    };
    if (!opened) {
      return [row];
    }
    return [
      row,
      ...opened.runs.map((run): RunsTableRow => ({
        id: run.id,
        kind: 'run',
        run,
        isPoint: true,
      })),
      { id: `${item.id}/more`, kind: 'more', sweep: item, open: opened },
    ];
  });
}
