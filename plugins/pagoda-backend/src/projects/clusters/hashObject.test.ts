import type { ClusterObject } from './buildProjectObjects';
import { hashObject } from './hashObject';

const NAMESPACE = {
  apiVersion: 'v1',
  kind: 'Namespace',
  metadata: {
    name: 'pagoda-demo',
    resourceVersion: '1',
    labels: {
      'pagoda.io/project': 'demo',
      'pod-security.kubernetes.io/enforce': 'restricted',
    },
    annotations: { 'pagoda.io/portal': 'https://portal' },
  },
  spec: { finalizers: ['kubernetes'] },
  status: { phase: 'Active' },
};

function changed(change: (object: typeof NAMESPACE) => void): ClusterObject {
  const object = structuredClone(NAMESPACE);
  change(object);
  return object;
}

describe('hashObject', () => {
  it('heeds what PAGoDA wants, in whatever order it stands', () => {
    const hash = hashObject(NAMESPACE);
    const { spec, metadata, ...rest } = NAMESPACE;
    expect(hashObject({ spec, metadata, ...rest } as ClusterObject)).toBe(hash);
    for (const object of [
      changed(({ metadata: { labels } }) => {
        labels['pod-security.kubernetes.io/enforce'] = 'privileged';
      }),
      changed(({ metadata: { annotations } }) => {
        annotations['pagoda.io/portal'] = 'https://other';
      }),
      changed(o => {
        o.spec.finalizers = [];
      }),
    ]) {
      expect(hashObject(object)).not.toBe(hash);
    }
  });

  it('heeds nothing that the cluster and other controllers write', () => {
    const hash = hashObject(NAMESPACE);
    for (const object of [
      changed(o => {
        o.metadata.resourceVersion = '2';
      }),
      changed(o => {
        o.status.phase = 'Terminating';
      }),
      changed(o => {
        Object.assign(o.metadata.annotations, { 'cattle.io/status': '{}' });
      }),
      changed(o => {
        Object.assign(o.metadata.labels, { team: 'other' });
      }),
    ]) {
      expect(hashObject(object)).toBe(hash);
    }
  });
});
