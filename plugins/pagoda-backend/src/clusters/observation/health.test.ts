import { KubernetesError } from '../../clients/kubernetes/KubernetesError';
import { describeContactError } from './describeContactError';
import { describeHealth, type HealthFacts } from './describeHealth';
import type { NodeRecord } from './readNodes';

const SERVER = 'https://lab.example.org:6443';
const NOW = Date.parse('2026-06-01T12:00:00Z');
const DAY = 24 * 60 * 60 * 1000;

function failed(code: string): Error {
  const cause = Object.assign(new Error(`inner ${code}`), { code });
  return new KubernetesError('GET /version failed', {
    status: 0,
    // As undici has it: the socket's error below its own.
    cause: new TypeError('fetch failed', { cause }),
  });
}

function refusedWith(status: number): Error {
  return new KubernetesError(`GET /version: ${status}`, { status });
}

describe('why a cluster is not reached', () => {
  it.each([
    ['ECONNREFUSED', 'ConnectionRefused', /lab\.example\.org:6443/],
    ['ENOTFOUND', 'NameNotResolved', /lab\.example\.org is not known/],
    ['EAI_AGAIN', 'NameNotResolved', /DNS/],
    ['UND_ERR_CONNECT_TIMEOUT', 'Timeout', /in time/],
    ['ECONNRESET', 'ConnectionClosed', /closed/],
    ['EHOSTUNREACH', 'NoRoute', /no way/],
    ['SELF_SIGNED_CERT_IN_CHAIN', 'CertificateNotTrusted', /not signed by/],
    ['CERT_HAS_EXPIRED', 'CertificateExpired', /not valid now/],
    ['ERR_TLS_CERT_ALTNAME_INVALID', 'CertificateOtherName', /other names/],
    ['ERR_SSL_WRONG_VERSION_NUMBER', 'TlsFailed', /No TLS/],
    ['E_SOMETHING_ELSE', 'NotReached', /GET \/version failed/],
  ])('%s means %s', (code, reason, message) => {
    const problem = describeContactError(failed(code), { server: SERVER });
    expect(problem.reason).toBe(reason);
    expect(problem.message).toMatch(message);
    expect(problem.advice).not.toBe('');
  });

  it.each([
    [401, 'CredentialsRefused'],
    [403, 'Forbidden'],
    [404, 'NotKubernetes'],
    [429, 'TooManyRequests'],
    [503, 'ServerFailed'],
  ])('status %d means %s', (status, reason) => {
    expect(
      describeContactError(refusedWith(status), { server: SERVER }).reason,
    ).toBe(reason);
  });

  it('looks at several addresses of one name, and at the end of the credentials', () => {
    const both = new KubernetesError('GET /version failed', {
      status: 0,
      cause: new AggregateError([
        Object.assign(new Error('v6'), { code: 'ECONNREFUSED' }),
        Object.assign(new Error('v4'), { code: 'ECONNREFUSED' }),
      ]),
    });
    expect(describeContactError(both, { server: SERVER }).reason).toBe(
      'ConnectionRefused',
    );
    const expired = describeContactError(
      refusedWith(401),
      { server: SERVER, expiresAt: new Date(NOW - DAY) },
      NOW,
    );
    expect(expired).toMatchObject({
      reason: 'CredentialsExpired',
      message: expect.stringContaining('2026-05-31'),
    });
  });
});

describe('the health of a cluster', () => {
  const node = (name: string, ready: boolean): NodeRecord => ({
    ...{ name, ready, schedulable: true, labels: {}, taints: [] },
    ...(ready ? {} : { message: 'The node has stopped reporting.' }),
    capacity: { cpu: 4, memoryBytes: 1e9, gpu: 0 },
    allocatable: { cpu: 4, memoryBytes: 1e9, gpu: 0 },
    version: 'v1.34.1',
    operatingSystem: 'Debian (amd64)',
  });
  const facts: HealthFacts = {
    version: 'v1.34.1',
    nodes: [node('a', true), node('b', true)],
    missingRights: [],
  };
  const right = (required: boolean) => ({
    ...{ group: '', resource: 'pods/log', verb: 'get', required },
    purpose: 'keep logs',
  });
  const look = (change: Partial<HealthFacts>, before: HealthFacts = facts) => {
    const first = describeHealth(before, [], NOW).conditions;
    const health = describeHealth({ ...facts, ...change }, first, NOW + 60_000);
    return {
      phase: health.phase,
      ...Object.fromEntries(
        health.conditions.map(({ type, status, reason, message }) => [
          type,
          `${status} ${reason}: ${message}`,
        ]),
      ),
      since: Object.fromEntries(
        health.conditions.map(({ type, lastTransitionTime }) => [
          type,
          (Date.parse(lastTransitionTime) - NOW) / 1000,
        ]),
      ),
    };
  };

  it('is good, and stays so since it was', () => {
    expect(look({})).toEqual({
      phase: 'Ready',
      Ready: 'True Answering: The cluster answers; it is Kubernetes v1.34.1.',
      NodesReady: 'True AllReady: All 2 nodes are ready.',
      RightsComplete:
        'True AllGranted: The account has all rights that PAGoDA uses.',
      since: { Ready: 0, NodesReady: 0, RightsComplete: 0 },
    });
  });

  it('is degraded without ready nodes, required rights, or a version that is new enough', () => {
    expect(look({ nodes: [node('a', true), node('b', false)] })).toMatchObject({
      phase: 'Ready',
      NodesReady:
        'False SomeNotReady: 1 of 2 nodes are not ready: b (The node has stopped reporting.).',
      since: { NodesReady: 60, Ready: 0 },
    });
    expect(look({ nodes: [node('b', false)] }).phase).toBe('Degraded');
    expect(look({ nodes: [] }).phase).toBe('Degraded');
    expect(look({ missingRights: [right(false)] })).toMatchObject({
      phase: 'Ready',
      RightsComplete: expect.stringContaining('False OptionalRightsMissing'),
    });
    expect(look({ missingRights: [right(true)] })).toMatchObject({
      phase: 'Degraded',
      RightsComplete: expect.stringContaining('get pods/log (to keep logs)'),
    });
    expect(look({ version: 'v1.28.3' })).toMatchObject({
      phase: 'Degraded',
      VersionSupported: expect.stringContaining('Kubernetes 1.28 is too old'),
    });
  });

  it('forgets of an unreachable cluster what it cannot know', () => {
    expect(
      look({
        problem: {
          reason: 'Timeout',
          message: 'It does not answer.',
          advice: 'Wait.',
        },
      }),
    ).toEqual({
      phase: 'Unreachable',
      Ready: 'False Timeout: It does not answer. Wait.',
      since: { Ready: 60 },
    });
  });

  it('warns before credentials end', () => {
    const until = (days: number) =>
      look({ expiresAt: new Date(NOW + days * DAY) });
    expect(until(30)).toMatchObject({
      CredentialsValid: expect.stringContaining('True Valid'),
    });
    expect(until(3)).toMatchObject({
      phase: 'Ready',
      CredentialsValid: expect.stringContaining('False ExpiringSoon'),
    });
    expect(until(-1)).toMatchObject({
      CredentialsValid: expect.stringContaining('False Expired'),
    });
  });
});
