import { lazy, Suspense, useMemo, useState } from 'react';
import {
  Flex,
  Select,
  Skeleton,
  Text,
  ToggleButton,
  ToggleButtonGroup,
} from '@backstage/ui';
import Papa from 'papaparse';
import { ScrollArea } from '../../../components';
import styles from './ResultsTab.module.css';

const LinePlot = lazy(() =>
  import('../../../components/LinePlot').then(m => ({ default: m.LinePlot })),
);

/** Rows that are drawn; more would be slow, and nobody reads them here. */
const MAX_ROWS = 500;
/** More points than these are thinned out by the plot. */
const MAX_POINTS = 50_000;

/** Comma- or tab-separated values as a table, or as a plot of its numbers. */
export function TablePreview(props: { text: string; name: string }) {
  const { header, rows } = useMemo(() => parseTable(props.text), [props.text]);
  const numeric = useMemo(() => numericColumns(header, rows), [header, rows]);
  const canPlot = numeric.length >= 2 && rows.length >= 2;
  const [view, setView] = useState<'table' | 'plot'>(
    canPlot ? 'plot' : 'table',
  );
  return (
    <Flex direction="column" gap="3">
      {canPlot && (
        <ToggleButtonGroup
          aria-label="Show as"
          selectionMode="single"
          disallowEmptySelection
          selectedKeys={[view]}
          onSelectionChange={keys =>
            setView(keys.has('plot') ? 'plot' : 'table')
          }
        >
          <ToggleButton id="plot">Plot</ToggleButton>
          <ToggleButton id="table">Table</ToggleButton>
        </ToggleButtonGroup>
      )}
      {view === 'plot' && canPlot ? (
        <TablePlot header={header} rows={rows} numeric={numeric} />
      ) : (
        <PlainTable header={header} rows={rows} name={props.name} />
      )}
    </Flex>
  );
}

function TablePlot(props: {
  header: string[];
  rows: string[][];
  numeric: number[];
}) {
  const { header, rows, numeric } = props;
  const [x, setX] = useState(numeric[0]);
  const [ys, setYs] = useState<number[]>([numeric[1]]);
  const columns = numeric.map(index => ({
    id: String(index),
    label: header[index],
  }));
  const shown = rows.slice(0, MAX_POINTS);
  const order = shown
    .map(row => Number(row[x]))
    .map((value, index) => ({ value, index }))
    .sort((a, b) => a.value - b.value);
  return (
    <Flex direction="column" gap="3">
      <Flex gap="3" style={{ flexWrap: 'wrap' }}>
        <Select
          label="Horizontal"
          options={columns}
          value={String(x)}
          onChange={key => setX(Number(key))}
        />
        <Select
          label="Vertical"
          selectionMode="multiple"
          options={columns}
          value={ys.map(String)}
          onChange={keys => setYs(keys.map(Number))}
        />
      </Flex>
      <Suspense fallback={<Skeleton height="20rem" />}>
        <LinePlot
          label={`${ys.map(y => header[y]).join(', ')} over ${header[x]}`}
          xLabel={header[x]}
          xs={order.map(point => point.value)}
          series={ys.map(y => ({
            label: header[y],
            values: order.map(point => toNumber(shown[point.index][y])),
          }))}
        />
      </Suspense>
      {rows.length > MAX_POINTS && (
        <Text variant="body-small" color="secondary">
          The first {MAX_POINTS.toLocaleString('en')} rows.
        </Text>
      )}
    </Flex>
  );
}

function PlainTable(props: {
  header: string[];
  rows: string[][];
  name: string;
}) {
  const { header, rows } = props;
  return (
    <>
      <ScrollArea
        className={styles.tableScroll}
        label={`Rows of ${props.name}`}
      >
        <table className={styles.table}>
          <thead>
            <tr>
              {header.map((name, index) => (
                <th key={index} scope="col">
                  {name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.slice(0, MAX_ROWS).map((row, index) => (
              <tr key={index}>
                {header.map((_, column) => (
                  <td key={column}>{row[column]}</td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </ScrollArea>
      <Text variant="body-small" color="secondary">
        {rows.length > MAX_ROWS
          ? `The first ${MAX_ROWS} of ${rows.length.toLocaleString('en')} rows`
          : `${rows.length} rows`}
      </Text>
    </>
  );
}

function parseTable(text: string): { header: string[]; rows: string[][] } {
  const { data } = Papa.parse<string[]>(text.trim(), { skipEmptyLines: true });
  const [header = [], ...rows] = data;
  return { header, rows };
}

/** The columns whose every value is a number, or missing. */
function numericColumns(header: string[], rows: string[][]): number[] {
  return header
    .map((_, index) => index)
    .filter(
      index =>
        rows.some(row => toNumber(row[index]) !== null) &&
        rows.every(
          row =>
            row[index] === undefined ||
            row[index].trim() === '' ||
            toNumber(row[index]) !== null,
        ),
    );
}

/** The plot wants `null` for what is missing. */
function toNumber(text: string | undefined): number | null {
  const number = Number(text);
  return text === undefined || text.trim() === '' || !Number.isFinite(number)
    ? null
    : number;
}
