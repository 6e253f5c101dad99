import type { RunSpec } from '@pagoda/plugin-pagoda-common';
import type { EndReason, ProblemReason } from '../../engines/types';
import { explainEnd } from './explainEnd';
import { explainProblem } from './explainProblem';

const spec: RunSpec = {
  image: 'registry.example.org/lab/solver:2',
  command: ['./run.sh'],
  parameters: {},
  resources: { cpu: '1', memory: '512Mi', gpu: 0 },
  volumes: [{ name: 'survey', path: 'data' }],
  secrets: [{ name: 'token', key: 'value', env: 'TOKEN' }],
  timeoutSeconds: 60,
  retries: {},
};

const evidenceOf = (message: string) => [{ source: 'event', message }];

function ended(reason: EndReason, message: string) {
  return explainEnd({
    spec,
    usage: {},
    lastLines: [],
    end: { finishedAt: new Date(), reason, evidence: evidenceOf(message) },
  });
}

function waits(reason: ProblemReason, message: string) {
  return explainProblem(
    { cluster: 'lab', spec },
    { reason, evidence: evidenceOf(message) },
  );
}

/** Messages are what a real cluster said; see KubernetesEngine.peer.test.ts, where they are provoked. */
const ENDS: [EndReason, message: string, summary: RegExp][] = [
  [
    'ImageNotFound',
    'ErrImagePull: rpc error: code = NotFound desc = failed to pull: not found',
    /^The image 'registry.example.org\/lab\/solver:2' could not be fetched: its registry has no such image\.$/,
  ],
  [
    'ImageNotFound',
    'ErrImagePull: dial tcp 10.0.0.1:443: i/o timeout',
    /its registry did not give it\.$/,
  ],
  [
    'ImagePullDenied',
    'ErrImagePull: pull access denied: 401 Unauthorized',
    /refuses .*'registry.example.org\/lab\/solver:2'/,
  ],
  [
    'PolicyRefused',
    'Error creating: pods "run" is forbidden: violates PodSecurity "restricted:latest"',
    /security policy of the cluster/,
  ],
  [
    'PolicyRefused',
    'container has runAsNonRoot and image will run as root',
    /wants to run as root/,
  ],
  [
    'InvalidSpec',
    'Job.batch "run" is invalid: spec: Required value.',
    /did not accept the run: Job.batch "run" is invalid: spec: Required value\.$/,
  ],
  ['InitStuck', `'db' is not ready after 600 s`, /helper service/],
  [
    'VolumeBusy',
    'Multi-Attach error for volume "volume-survey": already used by pod x',
    /^The volume 'survey' could not be attached: another node has it\.$/,
  ],
  [
    'VolumeBusy',
    '0/3 nodes are available: 3 node(s) had volume node affinity conflict.',
    /it lies on a node, or in a zone/,
  ],
  ['Evicted', 'The node was low on resource: memory.', /node/],
  ['Preempted', 'Preempted by pod x on node y', /higher priority/],
  ['NodeLost', 'Taint manager: deleting due to NoExecute taint', /node/],
  ['DeletedOutside', 'pod x was deleted', /not through this portal/],
  [
    'NamespaceTerminating',
    'namespace pagoda-demo is being terminated',
    /namespace of the project is being deleted/,
  ],
  ['SecretNotFound', `secret 'token' not found`, /'token'/],
  ['VolumeNotFound', `volume 'survey' is not on cluster 'lab'`, /'survey'/],
];

const WAITS: [ProblemReason, message: string, summary: RegExp][] = [
  [
    'Unschedulable',
    '0/1 nodes: 1 Insufficient cpu.',
    /No node of cluster 'lab'/,
  ],
  ['QuotaExceeded', 'exceeded quota: pagoda', /quota of its namespace/],
  ['ClusterUnreachable', 'connect ECONNREFUSED', /cluster 'lab'/],
  ['SecretNotFound', 'secret "x" not found', /secret/],
  ['VolumeNotFound', 'claim "volume-x" not found', /volume/],
  ['ImageNotFound', 'ErrImagePull: not found', /cannot be fetched so far/],
  [
    'VolumeBusy',
    'pod has unbound immediate PersistentVolumeClaims',
    /still being made/,
  ],
  ['InitStuck', `'db' is not ready after 20 s`, /not ready yet/],
];

describe('causes that clusters give', () => {
  it.each(ENDS)('end by %s: %s', (reason, message, summary) => {
    const explanation = ended(reason, message);
    expect(explanation).toMatchObject({
      code: reason,
      summary: expect.stringMatching(summary),
      evidence: [expect.objectContaining({ message })],
    });
    expect(explanation.advice).toMatch(/[.]$/);
  });

  it.each(WAITS)('wait by %s: %s', (reason, message, summary) => {
    const explanation = waits(reason, message);
    expect(explanation).toMatchObject({
      code: reason,
      summary: expect.stringMatching(summary),
      evidence: [expect.objectContaining({ message })],
    });
    expect(explanation.advice).toMatch(/[.]$/);
  });

  it('names the nodes that come closest', () => {
    const { summary } = explainProblem(
      { cluster: 'lab', spec },
      {
        reason: 'Unschedulable',
        evidence: [
          ...evidenceOf('0/1 nodes are available'),
          {
            source: 'node',
            message: 'it asks for 64 of cpu; node-1 has 1.5 free of 2',
          },
        ],
      },
    );
    expect(summary).toBe(
      "No node of cluster 'lab' can take it now: it asks for 64 of cpu; node-1 has 1.5 free of 2.",
    );
  });
});
