import { useMemo, useState } from 'react';
import { Button, Flex, Link, Text } from '@backstage/ui';
import type { Sweep, SweepPoint } from '@pagoda/plugin-pagoda-common';
import {
  ResourceTable,
  StatusBadge,
  type ResourceColumn,
} from '../../components';
import { formatNumber, formatValue } from '../../describeRun';
import { useLinks } from '../../hooks/useLinks';
import { metricNames } from './axes';

const PAGE_SIZE = 100;
/** More columns than these do not fit on a screen. */
const MAX_METRICS = 4;

type PointRow = SweepPoint & { id: string };

/** Every point with its parameters and metrics. */
export function PointsTable(props: { sweep: Sweep; points: SweepPoint[] }) {
  const { sweep, points } = props;
  const links = useLinks();
  const [shown, setShown] = useState(PAGE_SIZE);
  const rows = useMemo(
    () => points.slice(0, shown).map(point => ({ ...point, id: point.run })),
    [points, shown],
  );
  const columns = useMemo<ResourceColumn<PointRow>[]>(
    () => [
      {
        id: 'index',
        label: 'Point',
        isRowHeader: true,
        render: point => (
          <Link href={links.run(point.run)}>{`#${point.index}`}</Link>
        ),
      },
      {
        id: 'phase',
        label: 'Phase',
        render: point => <StatusBadge phase={point.phase} />,
      },
      ...(points.some(point => point.code)
        ? [
            {
              id: 'code',
              label: 'Cause',
              hideBelow: 'md' as const,
              render: (point: PointRow) => point.code,
            },
          ]
        : []),
      ...sweep.parameterNames.map((name): ResourceColumn<PointRow> => ({
        id: `parameter ${name}`,
        label: name,
        align: 'end',
        render: point => formatValue(point.parameters[name]),
      })),
      ...metricNames(points, sweep.parameterNames)
        .slice(0, MAX_METRICS)
        .map((name): ResourceColumn<PointRow> => ({
          id: `metric ${name}`,
          label: name,
          align: 'end',
          hideBelow: 'sm',
          render: point =>
            point.metrics[name] === undefined
              ? '–'
              : formatNumber(point.metrics[name]),
        })),
    ],
    [links, sweep.parameterNames, points],
  );
  return (
    <Flex direction="column" gap="2">
      <ResourceTable
        label="Points"
        columns={columns}
        items={rows}
        getHref={point => links.run(point.run)}
      />
      {points.length > shown && (
        <Flex justify="center" align="center" gap="3">
          <Text color="secondary">
            {shown} of {points.length}
          </Text>
          <Button
            variant="secondary"
            onPress={() => setShown(shown + PAGE_SIZE)}
          >
            Show more
          </Button>
        </Flex>
      )}
    </Flex>
  );
}
