import { parser } from '@prometheus-io/lezer-promql';
import { boards } from './boards';
import { buildDashboard, hashOf, writtenHash } from './buildDashboard';
import { buildLogObjects, logObjectId } from './buildLogObjects';

interface BuiltPanel {
  id: number;
  title: string;
  datasource: { uid: string };
  targets: { refId: string; expr: string; datasource: { uid: string } }[];
}

interface BuiltVariable {
  name: string;
  type: string;
}

const VARIANTS = [{}, { clusterLabel: 'site' }];
const ALL = VARIANTS.flatMap(options =>
  boards(options).map(board => ({ board, options })),
);

function built({ board }: (typeof ALL)[number]) {
  const dashboard = buildDashboard(board);
  return {
    dashboard,
    panels: dashboard.panels as BuiltPanel[],
    variables: (dashboard.templating as { list: BuiltVariable[] }).list,
  };
}

/** Where the expression is no PromQL, by Prometheus' own grammar. */
function errorsIn(expr: string): string[] {
  const errors: string[] = [];
  parser.parse(expr).iterate({
    enter: node => {
      if (node.type.isError) {
        errors.push(`at ${node.from} of ${expr}`);
      }
    },
  });
  return errors;
}

it('has a dashboard for everything that has a page', () => {
  expect(boards({}).map(({ name }) => name)).toEqual([
    ...['run', 'sweep', 'experiment', 'project', 'volume'],
    ...['cluster', 'fleet'],
  ]);
  const uids = boards({}).map(({ uid }) => uid);
  expect(new Set(uids).size).toBe(uids.length);
});

it('asks in PromQL', () => {
  // So that the check itself is known to find something.
  expect(errorsIn('sum by (pod (up)')).not.toEqual([]);
  const exprs = ALL.flatMap(each =>
    built(each).panels.flatMap(({ targets }) => targets.map(t => t.expr)),
  );
  expect(exprs.length).toBeGreaterThan(60);
  // A variable stands in a string, where any text is PromQL.
  expect(exprs.flatMap(errorsIn)).toEqual([]);
});

it('has the variables that its queries use, and no query without the data source that is chosen', () => {
  for (const each of ALL) {
    const { panels, variables } = built(each);
    const used = new Set(
      panels.flatMap(({ targets }) =>
        targets.flatMap(({ expr }) =>
          [...expr.matchAll(/\$([a-z_]+)/g)].map(([, name]) => name),
        ),
      ),
    );
    expect(variables.map(({ name }) => name).sort()).toEqual(
      ['datasource', ...used].sort(),
    );
    expect(variables.some(({ type }) => type === 'query')).toBe(false);
    for (const panel of panels) {
      expect(panel.targets.map(t => t.datasource.uid)).toEqual(
        panel.targets.map(() => '${datasource}'),
      );
    }
  }
});

it('holds every series of a project to its namespace, and to its cluster where one Prometheus has several', () => {
  const selectorsFor = (wanted: (each: (typeof ALL)[number]) => boolean) =>
    ALL.filter(wanted).flatMap(({ board }) =>
      board.panels.flatMap(({ queries }) =>
        queries.flatMap(({ expr }) => selectorsOf(expr)),
      ),
    );
  const ofProjects = selectorsFor(({ board }) => board.audience === 'project');
  expect(ofProjects.length).toBeGreaterThan(50);
  expect(
    ofProjects.filter(each => !each.includes('namespace="$namespace"')),
  ).toEqual([]);
  const ofClusters = selectorsFor(
    ({ board, options }) => 'clusterLabel' in options && board.name !== 'fleet',
  );
  expect(ofClusters.length).toBeGreaterThan(50);
  expect(ofClusters.filter(each => !each.includes('site="$cluster"'))).toEqual(
    [],
  );
});

/** Each series that is asked for, with its matchers. */
function selectorsOf(expr: string): string[] {
  const found: string[] = [];
  parser.parse(expr).iterate({
    enter: ({ name, from, to }) => {
      if (name === 'VectorSelector') {
        found.push(expr.slice(from, to));
      }
    },
  });
  return found;
}

it('knows what it has written by a hash that Grafana does not change', () => {
  const [board] = boards({});
  const dashboard = buildDashboard(board);
  expect(buildDashboard(board)).toEqual(dashboard);
  const stored = { ...dashboard, id: 12, version: 3 };
  expect(hashOf(stored)).toBe(writtenHash(stored));
  expect(hashOf({ ...stored, title: 'Mine' })).not.toBe(writtenHash(stored));
});

it("makes Kibana's objects of one project's data stream, which refer to each other", () => {
  const objects = buildLogObjects('demo');
  expect(objects.map(({ type }) => type)).toEqual([
    ...['index-pattern', 'search', 'dashboard'],
  ]);
  expect(objects[0].attributes.title).toBe('logs-pagoda.experiment-demo');
  expect(objects[2].id).toBe(logObjectId('demo', 'dashboard'));
  const ids = objects.map(({ id }) => id);
  expect(
    objects.flatMap(({ references }) => references.map(({ id }) => id)),
  ).toEqual([ids[0], ids[1]]);
  expect(logObjectId('other', 'dashboard')).not.toBe(ids[2]);
});
