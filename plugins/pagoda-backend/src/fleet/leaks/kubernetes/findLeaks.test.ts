import type { LabelledThings } from './LabelledStore';
import { findLeaks, thingsOf } from './findLeaks';
import type { LabelledObject } from './readLabelled';

const PORTAL = 'https://pagoda.example.org';

function object(
  kind: string,
  name: string,
  labels: Record<string, string>,
  rest: Partial<LabelledObject['metadata']> = {},
): LabelledObject {
  const namespace =
    kind === 'Namespace' ? undefined : `pagoda-${labels.project ?? 'none'}`;
  return {
    kind,
    path: { resource: kind, name, namespace },
    metadata: {
      name,
      namespace,
      uid: `uid-${name}`,
      creationTimestamp: '2026-01-01T00:00:00Z',
      labels: Object.fromEntries(
        Object.entries(labels).map(([key, value]) => [
          `pagoda.io/${key}`,
          value,
        ]),
      ),
      ...(kind === 'Namespace' && {
        annotations: { 'pagoda.io/portal': PORTAL },
      }),
      ...rest,
    },
  };
}

function inNamespace(
  namespace: string,
  { path, ...rest }: LabelledObject,
): LabelledObject {
  return { ...rest, path: { ...path, namespace } };
}

const THERE: LabelledThings = {
  projects: new Set(['demo']),
  runs: new Set(['r1']),
  sweeps: new Set(['s1']),
  volumes: new Set(['demo/data']),
  namespaces: new Map([
    ['demo', 'pagoda-demo'],
    ['leaving', 'pagoda-leaving'],
  ]),
};

function leaksOf(...objects: LabelledObject[]) {
  return findLeaks('lab', PORTAL, objects, THERE).map(({ name, reason }) => [
    name,
    reason,
  ]);
}

describe('findLeaks', () => {
  it('finds what leads to nothing, and leaves the rest alone', () => {
    expect(
      leaksOf(
        object('Namespace', 'pagoda-demo', { project: 'demo' }),
        object('Job', 'run-r1-1', { project: 'demo', run: 'r1' }),
        object('Job', 'run-r2-1', { project: 'demo', run: 'r2' }),
        object('Job', 'sweep-s1', { project: 'demo', sweep: 's1' }),
        object('Job', 'sweep-s2', { project: 'demo', sweep: 's2' }),
        object('PersistentVolumeClaim', 'volume-data', {
          ...{ project: 'demo', volume: 'data' },
        }),
        object('PersistentVolumeClaim', 'volume-old', {
          ...{ project: 'demo', volume: 'old' },
        }),
        object('PersistentVolumeClaim', 'pagoda-results', { project: 'demo' }),
        object('ConfigMap', 'stray', {}),
      ),
    ).toEqual([
      ['run-r2-1', 'There is no run r2.'],
      ['sweep-s2', 'There is no sweep s2.'],
      ['volume-old', 'Project demo has no volume old.'],
      ['stray', 'It carries the label of PAGoDA, but not that of a project.'],
    ]);
  });

  it('names a namespace, and not all that goes with it', () => {
    expect(
      leaksOf(
        object('Namespace', 'pagoda-gone', { project: 'gone' }),
        object('Job', 'run-r3-1', { project: 'gone', run: 'r3' }),
      ),
    ).toEqual([['pagoda-gone', 'There is no project gone.']]);
  });

  it('names a Job, and not its pods', () => {
    const job = object('Job', 'run-r2-1', { project: 'demo', run: 'r2' });
    const owner = {
      ...{ apiVersion: 'batch/v1', kind: 'Job', name: 'run-r2-1' },
      ...{ uid: 'uid-run-r2-1', controller: true },
    };
    const pod = (name: string, ownerReferences: (typeof owner)[]) =>
      object('Pod', name, { project: 'demo', run: 'r2' }, { ownerReferences });
    expect(
      leaksOf(
        job,
        pod('of-the-job', [owner]),
        pod('of-another', [{ ...owner, uid: 'other' }]),
      ).map(([name]) => name),
    ).toEqual(['run-r2-1', 'of-another']);
  });

  it('leaves alone what is being removed, and what belongs to another portal', () => {
    const foreign = { 'pagoda.io/portal': 'https://other.example.org' };
    expect(
      leaksOf(
        object('Namespace', 'pagoda-leaving', { project: 'leaving' }),
        object('Job', 'run-r4-1', { project: 'leaving', run: 'r4' }),
        object(
          'Namespace',
          'pagoda-theirs',
          { project: 'theirs' },
          { annotations: foreign },
        ),
        object('Job', 'run-r5-1', { project: 'theirs', run: 'r5' }),
        // A project of theirs that has the name of one of ours.
        object(
          'Namespace',
          'their-demo',
          { project: 'demo' },
          { annotations: foreign },
        ),
        inNamespace(
          'their-demo',
          object('Job', 'run-r6-1', { project: 'demo', run: 'r6' }),
        ),
        // Ours, from before the portal has moved to another address.
        object(
          'Namespace',
          'pagoda-demo',
          { project: 'demo' },
          { annotations: foreign },
        ),
      ),
    ).toEqual([]);
  });

  it('names what is left of a namespace that has another name now', () => {
    expect(
      leaksOf(object('Namespace', 'old-demo', { project: 'demo' })),
    ).toEqual([
      ['old-demo', 'Project demo has another namespace here, pagoda-demo.'],
    ]);
  });

  it('asks for the things that labels name', () => {
    const things = thingsOf([
      object('Job', 'a', { project: 'demo', run: 'r1' }),
      object('Job', 'b', { project: 'demo', sweep: 's1' }),
    ]);
    expect([
      [...things.projects],
      [...things.runs],
      [...things.sweeps],
    ]).toEqual([['demo'], ['r1'], ['s1']]);
  });
});
