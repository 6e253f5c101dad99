import { courseOf, describeState } from './describeState';
import { clusterWith, groupsWith, planWith } from './fixtures';

const QUIET = { isChanging: false };

describe('describeState', () => {
  it.each([
    ['CREATE_IN_PROGRESS', 'creating'],
    ['CREATE_FAILED', 'failed'],
    ['CREATE_COMPLETE', 'done'],
    ['UPDATE_IN_PROGRESS', 'working'],
    ['UPDATE_FAILED', 'broken'],
    ['ROLLBACK_COMPLETE', 'done'],
    ['RESUME_FAILED', 'broken'],
    ['ADOPT_COMPLETE', 'done'],
    ['DELETE_IN_PROGRESS', 'deleting'],
    ['DELETE_FAILED', 'deleting'],
    // What a later Magnum may say.
    ['HIBERNATING', 'working'],
  ])('takes %s for %s', (status, course) => {
    expect(courseOf(status)).toBe(course);
  });

  it('shows a cluster that is as it should be', () => {
    const state = describeState(
      ...([{ cluster: clusterWith(), groups: groupsWith() }] as const),
      ...([planWith(), QUIET] as const),
    );
    expect(state).toMatchObject({
      ...{ phase: 'Ready', settled: true, version: 'v1.34.1', drift: [] },
      pools: [
        { name: 'control', wanted: 1, ready: 1 },
        { name: 'work', wanted: 2, ready: 2 },
      ],
    });
    expect(state.cause).toBeUndefined();
    expect(
      state.machines.map(({ name, address }) => `${name} ${address}`),
    ).toEqual([
      ...['control-0 192.0.2.1', 'work-0 192.0.2.2', 'work-1 192.0.2.3'],
    ]);
    expect(state.conditions.map(({ status }) => status)).toEqual([
      ...['True', 'True', 'True'],
    ]);
  });

  it.each([
    [
      { status: 'CREATE_FAILED', status_reason: 'Quota exceeded for cores' },
      'Failed',
      /^Magnum: Quota exceeded for cores\. Free something/,
    ],
    [
      {
        status: 'CREATE_FAILED',
        status_reason: null,
        faults: { 'default-worker': 'No valid host was found.' },
      },
      'Failed',
      /^Magnum: default-worker: No valid host was found\. The cloud has no room/,
    ],
    [
      { status: 'UPDATE_FAILED', status_reason: null },
      'Degraded',
      /its status is UPDATE_FAILED/,
    ],
    [
      { status: 'DELETE_IN_PROGRESS' },
      'Degraded',
      /being deleted in the cloud, not by PAGoDA/,
    ],
    [{ status: 'HIBERNATING' }, 'Updating', /its status is HIBERNATING/],
    [{ status: 'CREATE_IN_PROGRESS' }, 'Provisioning', /CREATE_IN_PROGRESS/],
    [{ api_address: null }, 'Updating', /CREATE_COMPLETE/],
  ])('says what is the matter with %j', (more, phase, cause) => {
    const observed = { cluster: clusterWith(more), groups: groupsWith() };
    const state = describeState(observed, planWith(), QUIET);
    expect(state).toMatchObject({ phase, settled: false });
    expect(state.cause).toMatch(cause);
    expect(state.final ?? false).toBe(phase === 'Failed');
  });

  it('names the nodes that are not well, and waits for nothing then', () => {
    const cluster = clusterWith({
      health_status: 'UNHEALTHY',
      health_status_reason: { api: 'ok', 'one-node-1.Ready': 'False' },
    });
    const state = describeState(
      ...([{ cluster, groups: groupsWith() }, planWith(), QUIET] as const),
    );
    expect(state).toMatchObject({ phase: 'Degraded', settled: true });
    expect(state.cause).toMatch(/unhealthy: one-node-1\.Ready: False/);
  });

  it('shows what somebody changed by hand, but not what is being changed', () => {
    const observed = {
      cluster: clusterWith({ cluster_template_id: 't2' }),
      groups: groupsWith({ node_count: 5 }, { name: 'extra', node_count: 3 }),
    };
    const plan = planWith();
    const drift = (isChanging: boolean) =>
      describeState(observed, plan, { isChanging, templateId: 't1' }).drift;
    expect(drift(false)).toEqual([
      { field: 'clusterTemplate', wanted: 'template', found: 't2' },
      { field: 'pools.work.count', wanted: '2', found: '5' },
      { field: 'pools.extra', wanted: 'no such pool', found: '3 machines' },
    ]);
    expect(drift(true)).toEqual([]);
  });

  it('lets an autoscaler decide within its bounds', () => {
    const groups = groupsWith({
      ...{ node_count: 4, min_node_count: 2, max_node_count: 6 },
    });
    const state = describeState(
      { cluster: clusterWith(), groups },
      planWith({ minCount: 2, maxCount: 6 }),
      QUIET,
    );
    expect(state).toMatchObject({ settled: true, drift: [] });
    expect(state.pools[1]).toMatchObject({ wanted: 4, ready: 4 });
  });
});
