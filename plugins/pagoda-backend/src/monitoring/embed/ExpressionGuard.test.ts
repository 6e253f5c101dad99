import { boards } from '../dashboards/boards';
import { ExpressionGuard } from './ExpressionGuard';

const all = boards({ clusterLabel: 'site' });
const guard = new ExpressionGuard(all);

function fill(expr: string, values: Record<string, string>): string {
  return expr.replace(/\$([a-z]+)/g, (_, name) => values[name] ?? 'x');
}

it('recognises every query of every dashboard, and whose it is', () => {
  for (const board of all) {
    for (const { expr } of board.panels.flatMap(panel => panel.queries)) {
      const filled = fill(expr, { namespace: 'pagoda-demo', pod: 'run-1-.*' });
      expect(guard.recognise(filled)).toContainEqual({
        audience: board.audience,
        ...(board.audience === 'project' && { namespace: 'pagoda-demo' }),
      });
    }
  }
});

describe('whatever else somebody sends', () => {
  const [run] = all;
  const { expr } = run.panels[0].queries[0];
  const good = fill(expr, { namespace: 'pagoda-demo', pod: '.*' });

  it.each([
    ['another series', 'up'],
    ['the label left out', good.replace('namespace="pagoda-demo",', '')],
    ['a quote', fill(expr, { namespace: 'a"} or up{job="b' })],
    ['an escaped quote', fill(expr, { namespace: 'a\\' })],
    ['a line more', `${good}\nor up`],
    ['something behind', `${good} or up`],
    [
      'a regular expression in place of a value',
      good.replace('namespace=', 'namespace=~'),
    ],
    ['no value at all', fill(expr, { pod: 'x'.repeat(401) })],
  ])('refuses %s', (_what, text) => {
    expect(text).not.toBe(good);
    expect(guard.recognise(text)).toEqual([]);
  });

  it('takes a variable for one value, wherever it stands', () => {
    const project = all.find(({ name }) => name === 'experiment')!;
    const joined = project.panels[0].queries[0].expr;
    const values = ['pagoda-demo', 'pagoda-other'];
    let at = 0;
    const mixed = joined.replace(/\$([a-z]+)/g, (_, name) =>
      name === 'namespace' ? values[Math.min(at++, 1)] : 'x',
    );
    expect(mixed).toContain('pagoda-other');
    expect(guard.recognise(mixed)).toEqual([]);
  });
});
