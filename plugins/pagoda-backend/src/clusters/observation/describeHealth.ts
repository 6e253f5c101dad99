import { groupRights, type Condition } from '@pagoda/plugin-pagoda-common';
import { setCondition } from '../../setCondition';
import type { ClusterRecord } from '../ClusterStore';
import { checkVersion } from './checkVersion';
import type { ContactProblem } from './describeContactError';
import type { MissingRight } from './findMissingRights';
import type { NodeRecord } from './readNodes';

/** Credentials that end sooner are warned of; in milliseconds. */
const WARN_BEFORE = 7 * 24 * 60 * 60 * 1000;
/** Names that a sentence has at most. */
const NAMES = 5;

/** What a look at a cluster has come to. */
export interface HealthFacts {
  /** Why it does not answer; missing when it does. */
  problem?: ContactProblem;
  version?: string;
  nodes: readonly NodeRecord[];
  missingRights: readonly MissingRight[];
  /** When the credentials end, where they say so. */
  expiresAt?: Date;
}

type NewCondition = Omit<Condition, 'lastTransitionTime'>;

/** Phase and conditions of an imported cluster, in plain words. */
export function describeHealth(
  facts: HealthFacts,
  before: readonly Condition[],
  now: number = Date.now(),
): { phase: ClusterRecord['phase']; conditions: Condition[] } {
  const found = facts.problem
    ? [unreachable(facts.problem)]
    : [
        answering(facts),
        nodesReady(facts.nodes),
        rightsComplete(facts.missingRights),
        ...versionSupported(facts.version ?? ''),
      ];
  const wanted = [...found, ...credentialsValid(facts.expiresAt, now)];
  // What was said before and cannot be said now, as of an unreachable cluster's nodes, may no longer be true.
  const conditions = wanted.reduce<Condition[]>(
    (all, each) => setCondition(all, each, now),
    before.filter(({ type }) => wanted.some(each => each.type === type)),
  );
  const degraded =
    facts.nodes.every(({ ready }) => !ready) ||
    facts.missingRights.some(({ required }) => required) ||
    wanted.some(
      ({ type, status }) => type === 'VersionSupported' && status === 'False',
    );
  if (facts.problem) {
    return { phase: 'Unreachable', conditions };
  }
  return { phase: degraded ? 'Degraded' : 'Ready', conditions };
}

function unreachable({
  reason,
  message,
  advice,
}: ContactProblem): NewCondition {
  return {
    type: 'Ready',
    status: 'False',
    reason,
    message: `${message} ${advice}`,
  };
}

function answering({ version }: HealthFacts): NewCondition {
  return {
    type: 'Ready',
    status: 'True',
    reason: 'Answering',
    message: `The cluster answers; it is Kubernetes ${version}.`,
  };
}

function nodesReady(nodes: readonly NodeRecord[]): NewCondition {
  const bad = nodes.filter(({ ready }) => !ready);
  const type = 'NodesReady';
  if (nodes.length === 0) {
    return {
      type,
      status: 'False',
      reason: 'NoNodes',
      message:
        'There are no nodes, or the account may not see them; nothing can run.',
    };
  }
  if (bad.length === 0) {
    return {
      type,
      status: 'True',
      reason: 'AllReady',
      message:
        nodes.length === 1
          ? 'The one node is ready.'
          : `All ${nodes.length} nodes are ready.`,
    };
  }
  const names = bad
    .slice(0, NAMES)
    .map(({ name, message }) => `${name} (${message ?? 'not ready'})`);
  const more = bad.length > NAMES ? ` and ${bad.length - NAMES} more` : '';
  return {
    type,
    status: 'False',
    reason: 'SomeNotReady',
    message: `${bad.length} of ${nodes.length} nodes are not ready: ${names.join(
      '; ',
    )}${more}.`,
  };
}

function rightsComplete(missing: readonly MissingRight[]): NewCondition {
  const type = 'RightsComplete';
  const required = missing.filter(right => right.required);
  if (missing.length === 0) {
    return {
      type,
      status: 'True',
      reason: 'AllGranted',
      message: 'The account has all rights that PAGoDA uses.',
    };
  }
  const shown = groupRights(required.length > 0 ? required : missing).map(
    ({ title, purpose }) => `${title} (to ${purpose})`,
  );
  const more = shown.length > NAMES ? ` and ${shown.length - NAMES} more` : '';
  return {
    type,
    status: 'False',
    reason: required.length > 0 ? 'RightsMissing' : 'OptionalRightsMissing',
    message: `The account may not: ${shown.slice(0, NAMES).join('; ')}${more}. Apply the manifest in docs/administrator.md on the cluster.`,
  };
}

function versionSupported(version: string): NewCondition[] {
  return checkVersion(version).map(({ reason, message, advice, fatal }) => ({
    type: 'VersionSupported',
    status: fatal ? 'False' : 'Unknown',
    reason,
    message: `${message} ${advice}`,
  }));
}

function credentialsValid(
  expiresAt: Date | undefined,
  now: number,
): NewCondition[] {
  if (!expiresAt) {
    return [];
  }
  const left = expiresAt.getTime() - now;
  const [when] = expiresAt.toISOString().split('T');
  const type = 'CredentialsValid';
  if (left > WARN_BEFORE) {
    return [
      {
        type,
        status: 'True',
        reason: 'Valid',
        message: `The credentials are valid until ${when}.`,
      },
    ];
  }
  return [
    {
      type,
      status: 'False',
      reason: left > 0 ? 'ExpiringSoon' : 'Expired',
      message: `The credentials ${left > 0 ? 'expire' : 'have expired'} on ${when}. Enter new ones at “Edit connection”.`,
    },
  ];
}
