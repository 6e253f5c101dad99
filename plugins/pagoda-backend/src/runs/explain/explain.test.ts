import type { RunSpec } from '@pagoda/plugin-pagoda-common';
import type { AttemptEnd } from '../../engines/types';
import type { EndFacts } from './EndFacts';
import { explainClusterUnreachable } from './explainClusterUnreachable';
import { explainEnd } from './explainEnd';
import { explainProblem } from './explainProblem';
import { suggestMemory } from './explainOutOfMemory';
import { explainRetry } from './explainRetry';
import { explainWaiting } from './explainWaiting';

const MEBIBYTE = 2 ** 20;
const TIME = new Date('2026-11-23T06:00:00Z');

const spec: RunSpec = {
  image: 'node:24',
  command: ['./run.sh'],
  parameters: {},
  resources: { cpu: '1', memory: '512Mi', gpu: 0 },
  volumes: [
    { name: 'one', path: 'a' },
    { name: 'two', path: 'b' },
  ],
  timeoutSeconds: 60,
  retries: {},
};

function facts(
  end: Partial<AttemptEnd>,
  rest: Partial<EndFacts> = {},
): EndFacts {
  return {
    spec,
    usage: {},
    lastLines: [],
    ...rest,
    end: { finishedAt: TIME, evidence: [], ...end },
  };
}

const waiting = { project: 'demo', cluster: 'local', inUseBy: [] };

describe('explanations', () => {
  it('tells of an image that does not bear an unprivileged user', () => {
    const lastLines = [
      {
        id: '1:1',
        time: TIME.toISOString(),
        stream: 'stderr' as const,
        attempt: 1,
        container: 'main',
        text: 'mkdir: cannot create directory /var/lib/solver: Permission denied',
      },
    ];
    const there = explainEnd(
      facts({ exitCode: 1 }, { lastLines, isPod: true }),
    );
    expect(there.summary).toContain('was not allowed to it');
    expect(there.advice).toContain('USER 10001');
    const here = explainEnd(facts({ exitCode: 1 }, { lastLines }));
    expect(here.summary).toBe('The command ended with exit code 1.');
  });

  it.each([
    [1, 'exit code 1.', 'last log lines'],
    [126, 'could not be executed', 'executable'],
    [127, 'was not found', 'spelled'],
    [130, 'SIGINT (interrupted)', 'Rerun'],
    [134, 'SIGABRT', 'assertion'],
    [137, 'SIGKILL', 'memory'],
    [139, 'SIGSEGV', 'fault'],
    [143, 'SIGTERM', 'Rerun'],
    [255, 'exit code 255.', 'last log lines'],
  ])('tells what exit code %d means', (exitCode, summary, advice) => {
    const explanation = explainEnd(facts({ exitCode }));
    expect(explanation).toMatchObject({
      code: 'ExitCode',
      summary: expect.stringContaining(summary),
      advice: expect.stringContaining(advice),
    });
    expect(explanation.summary).toContain(`exit code ${exitCode}`);
    expect(explanation.evidence).toHaveLength(1);
  });

  it('is never without evidence', () => {
    for (const reason of [
      'Timeout',
      'OutOfMemory',
      'CommandNotFound',
      'VolumeNotFound',
      'EngineRestarted',
      'LaunchFailed',
      'EngineFailed',
      undefined,
    ] as const) {
      const explanation = explainEnd(
        facts({
          reason,
          evidence: reason ? [{ source: 'engine', message: 'it was so' }] : [],
        }),
      );
      expect(explanation.code).toBe(
        reason && !['LaunchFailed', 'EngineFailed'].includes(reason)
          ? reason
          : 'Unknown',
      );
      expect(explanation.evidence.length).toBeGreaterThan(0);
      expect(explanation.advice).toMatch(/\.$/);
    }
  });

  it('says which volume is missing, and why an engine gave up', () => {
    expect(
      explainEnd(
        facts({
          reason: 'VolumeNotFound',
          evidence: [
            { source: 'engine', message: "volume 'two' has no directory" },
          ],
        }),
      ).summary,
    ).toBe("The volume 'two' was not there when the run was to start.");
    expect(
      explainEnd(
        facts({
          reason: 'EngineFailed',
          evidence: [{ source: 'engine', message: 'the disk is full' }],
        }),
      ).summary,
    ).toBe('The engine had to end the run: the disk is full.');
  });

  it('cuts long lines of evidence', () => {
    const { evidence } = explainEnd(
      facts(
        { exitCode: 1 },
        {
          lastLines: [
            {
              id: '1:1',
              time: TIME.toISOString(),
              stream: 'stderr',
              attempt: 1,
              container: 'main',
              text: 'x'.repeat(10_000),
            },
          ],
        },
      ),
    );
    expect(evidence).toEqual([
      {
        source: 'log',
        message: `${'x'.repeat(500)}…`,
        time: TIME.toISOString(),
      },
    ]);
  });

  it.each([
    [10, '64Mi'],
    [512, '768Mi'],
    [700, '1280Mi'],
    [1024, '1536Mi'],
    [3 * 1024, '5Gi'],
    [100 * 1024, '150Gi'],
  ])('suggests for %d MiB that were too little %s', (mebibytes, quantity) => {
    expect(suggestMemory(mebibytes * MEBIBYTE)).toBe(quantity);
  });

  it('explains what can never start differently from what waits', () => {
    const never = { asked: 8, limit: 4, used: 0 };
    expect(
      explainWaiting({ cause: 'Quota', resource: 'cpu', ...never }, waiting),
    ).toMatchObject({
      code: 'QuotaExceeded',
      summary:
        "It asks for 8 CPU, and the quota of project 'demo' is 4 CPU: it cannot start.",
    });
    expect(
      explainWaiting({ cause: 'Capacity', resource: 'gpu', ...never }, waiting),
    ).toMatchObject({
      code: 'Unschedulable',
      summary:
        "It asks for 8 GPU, and cluster 'local' has 4 GPU in all: it cannot start there.",
    });
    expect(
      explainWaiting(
        {
          cause: 'Quota',
          resource: 'concurrentRuns',
          asked: 1,
          limit: 0,
          used: 0,
        },
        waiting,
      ).summary,
    ).toContain('quota of concurrent runs is 0');
  });

  it('explains what is kept for somebody else', () => {
    const kept = { asked: 1, limit: 4, used: 2, reservedFor: 'another-run' };
    for (const cause of ['Quota', 'Capacity'] as const) {
      const explanation = explainWaiting(
        { cause, resource: 'cpu', ...kept },
        waiting,
      );
      expect(explanation.summary).toContain(
        'larger run that has waited longer',
      );
      expect(explanation.evidence).toContainEqual({
        source: 'queue',
        message: 'kept for run another-run, which waits longer',
      });
    }
  });

  it('explains a cluster that is away by its conditions', () => {
    expect(explainClusterUnreachable('gpu')).toMatchObject({
      summary: expect.stringContaining('not registered'),
      evidence: [{ message: "There is no cluster 'gpu'" }],
    });
    expect(
      explainClusterUnreachable('gpu', [
        {
          type: 'Ready',
          status: 'False',
          reason: 'NoAnswer',
          message: 'connection refused',
          lastTransitionTime: TIME.toISOString(),
        },
      ]).evidence,
    ).toEqual([
      {
        source: 'engine',
        message: 'Ready: connection refused',
        time: TIME.toISOString(),
      },
    ]);
  });

  it.each([
    ['WaitingInQueue', "It waits in queue 'gpu' (no quota)."],
    ['QueueStopped', "It waits in queue 'gpu' (no quota), which was stopped."],
    ['QueueUnusable', "It cannot start in queue 'gpu' (no quota)."],
    ['Preempted', "and waits again in queue 'gpu' (no quota)."],
    ['Evicted', "and it waits again in queue 'gpu' (no quota)."],
  ] as const)('says what a queue says: %s', (reason, summary) => {
    const evidence = [{ source: 'queue', message: 'no quota.' }];
    const run = { cluster: 'lab', spec: { ...spec, queue: 'gpu' } };
    expect(explainProblem(run, { reason, evidence })).toMatchObject({
      ...{ code: reason, evidence },
      summary: expect.stringContaining(summary),
      advice: expect.any(String),
    });
  });

  it('tells apart who has evicted it', () => {
    const byQueue = [{ source: 'queue', message: 'too many retries' }];
    const end = { reason: 'Evicted' as const };
    expect(
      explainEnd({
        ...facts({ ...end, evidence: byQueue }),
        spec: { ...spec, queue: 'gpu' },
      }).summary,
    ).toBe(
      "Its queue has given it up: it was in queue 'gpu' (too many retries).",
    );
    expect(explainEnd(facts(end)).summary).toMatch(/^Its node was short/);
  });

  it('keeps the cause while it waits for a retry', () => {
    const cause = explainEnd(facts({ exitCode: 1 }));
    expect(
      explainRetry(cause, { attempt: 1, limit: 3, nextAttemptAt: TIME }),
    ).toEqual({
      code: 'ExitCode',
      summary:
        'Attempt 1 failed: The command ended with exit code 1. Retry 1 of 3 begins at 2026-11-23T06:00:00.000Z.',
      advice: expect.stringContaining('Nothing has to be done'),
      evidence: cause.evidence,
    });
  });
});
