import type {
  MetricSeries,
  MetricSeriesList,
} from '@pagoda/plugin-pagoda-common';
import { toCharts, toShades } from './toCharts';

function build(rest: Partial<MetricSeries>): MetricSeries {
  return {
    ...{ name: 'cpu', measure: 'used', unit: 'cores', labels: {} },
    points: [
      [0, null],
      [15_000, 1],
    ],
    ...rest,
  };
}

function list(series: MetricSeries[], rest = {}): MetricSeriesList {
  return {
    ...{ available: true, stepSeconds: 15, series },
    since: '2026-01-01T00:00:00.000Z',
    until: '2026-01-01T01:00:00.000Z',
    ...rest,
  };
}

describe('toCharts', () => {
  it('puts what belongs together into one plot, and says in words what it shows', () => {
    const labels = { pod: 'run-1', container: 'main' };
    const charts = toCharts(
      list([
        build({ name: 'networkSent', unit: 'bytesPerSecond' }),
        build({ labels, requested: 4, limit: 4 }),
        build({ labels: { pod: 'run-1', container: 'database' } }),
        build({ name: 'networkReceived', unit: 'bytesPerSecond' }),
        build({ name: 'memory', points: [[0, null]] }),
      ]),
    );
    expect(charts.map(({ title }) => title)).toEqual(['CPU', 'Network']);
    expect(charts[0]).toMatchObject({
      times: [0, 15_000],
      lines: [{ label: 'used', values: [null, 1] }, { label: 'used database' }],
      levels: [{ label: 'asked for', value: 4 }],
      summary:
        'CPU over time: used 1 core on average, 1 core at most; used database 1 core on average, 1 core at most',
    });
    expect(charts[1].lines.map(({ label }) => label)).toEqual([
      'Sent',
      'Received',
    ]);
  });

  it('tells clusters, pods and GPUs apart where there are several', () => {
    const [cpu, gpu] = toCharts(
      list([
        build({ labels: { cluster: 'lab' } }),
        build({ labels: { cluster: 'lab' }, measure: 'requested' }),
        build({ name: 'gpu', labels: { pod: 'a', gpu: '0' } }),
        build({ name: 'gpu', labels: { pod: 'b', gpu: '1' } }),
      ]),
    );
    expect(cpu.lines).toMatchObject([
      { label: 'used lab' },
      { label: 'asked for lab', dashed: true },
    ]);
    expect(gpu.lines.map(({ label }) => label)).toEqual([
      'used a GPU 0',
      'used b GPU 1',
    ]);
  });
});

describe('toShades', () => {
  it('marks when a run did not run', () => {
    const part = (phase: string, minute: number, until?: number) => ({
      ...{ phase, attempt: 1, since: `2026-01-01T00:0${minute}:00.000Z` },
      ...(until !== undefined && { until: `2026-01-01T00:0${until}:00.000Z` }),
    });
    const phases = [
      ...[part('Queued', 0, 1), part('Running', 1, 2), part('Starting', 2)],
    ];
    expect(toShades(list([], { phases }))).toEqual([
      {
        label: 'Queued',
        from: Date.parse('2026-01-01T00:00:00.000Z'),
        until: Date.parse('2026-01-01T00:01:00.000Z'),
      },
      {
        label: 'Starting',
        from: Date.parse('2026-01-01T00:02:00.000Z'),
        until: Date.parse('2026-01-01T01:00:00.000Z'),
      },
    ]);
    expect(toShades(list([]))).toEqual([]);
  });
});
