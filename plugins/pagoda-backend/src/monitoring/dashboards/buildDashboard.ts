import { createHash } from 'node:crypto';
import {
  DashboardBuilder,
  DashboardCursorSync,
  DatasourceVariableBuilder,
  TextBoxVariableBuilder,
} from '@grafana/grafana-foundation-sdk/dashboard';
import { DataqueryBuilder } from '@grafana/grafana-foundation-sdk/prometheus';
import { PanelBuilder } from '@grafana/grafana-foundation-sdk/timeseries';
import type { GrafanaDashboard } from '../../clients/grafana/GrafanaClient';
import { canonicalJson } from './canonicalJson';
import type { Board, BoardPanel } from './types';

/** By which PAGoDA's dashboards are found. */
export const PAGODA_TAG = 'pagoda';
const HASH_TAG = 'pagoda-hash:';
/** The variable with the data source; every query goes to it. */
export const DATASOURCE_VARIABLE = 'datasource';

/** Of Grafana's grid, which has 24 columns. */
const PANEL = { width: 12, height: 8 };
const DATASOURCE = { type: 'prometheus', uid: `\${${DATASOURCE_VARIABLE}}` };

/**
 * Grafana's JSON of a dashboard. Panels have the ids 1, 2, … in their order. A tag holds the hash of what PAGoDA has
 * written, which tells later whether somebody has changed it.
 */
export function buildDashboard(board: Board): GrafanaDashboard {
  const builder = new DashboardBuilder(board.title)
    .uid(board.uid)
    .description(board.description)
    .timezone('browser')
    .tooltip(DashboardCursorSync.Crosshair)
    .time({ from: 'now-6h', to: 'now' })
    .refresh('1m')
    .withVariable(
      new DatasourceVariableBuilder(DATASOURCE_VARIABLE)
        .label('Data source')
        .type('prometheus'),
    );
  for (const [name, label] of Object.entries(board.variables)) {
    builder.withVariable(
      new TextBoxVariableBuilder(name).label(label).defaultValue(''),
    );
  }
  board.panels.forEach((panel, index) => {
    builder.withPanel(buildPanel(panel, index));
  });
  // What is undefined in the SDK's objects is not in the JSON that Grafana gets.
  const dashboard = JSON.parse(
    JSON.stringify(builder.build()),
  ) as GrafanaDashboard;
  const tags = [PAGODA_TAG, `${HASH_TAG}${hashOf(dashboard)}`];
  return { ...dashboard, tags };
}

/** The hash that a dashboard says it had when PAGoDA wrote it. */
export function writtenHash({ tags }: GrafanaDashboard): string | undefined {
  return tags?.find(tag => tag.startsWith(HASH_TAG))?.slice(HASH_TAG.length);
}

/** The hash of a dashboard's content, without what Grafana itself counts, and without tags. */
export function hashOf(dashboard: GrafanaDashboard): string {
  const { id, version, tags, ...content } = dashboard;
  return createHash('sha256')
    .update(canonicalJson(content))
    .digest('hex')
    .slice(0, 16);
}

function buildPanel(panel: BoardPanel, index: number): PanelBuilder {
  const { width, height } = PANEL;
  const builder = new PanelBuilder()
    .id(index + 1)
    .title(panel.title)
    .description(panel.description ?? '')
    .unit(panel.unit)
    .min(0)
    .noValue('Nothing was measured')
    .datasource(DATASOURCE)
    .gridPos({
      ...{ h: height, w: width },
      x: (index % 2) * width,
      y: Math.floor(index / 2) * height,
    });
  panel.queries.forEach(({ expr, legend }, at) => {
    builder.withTarget(
      new DataqueryBuilder()
        .refId(String.fromCharCode('A'.charCodeAt(0) + at))
        .datasource(DATASOURCE)
        .expr(expr)
        .legendFormat(legend)
        .range(),
    );
  });
  return builder;
}
