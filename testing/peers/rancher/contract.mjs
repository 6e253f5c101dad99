// What Rancher's controllers are known to write, from its sources (rancher/rancher v2.13.8 and v2.15.0: pkg/controllers/{capr,
// provisioningv2}, pkg/apis/{provisioning,rke,operation}.cattle.io). FakeRancher writes nothing else: checkStatus throws.

const ANY = /[\s\S]*/;
const TRUE_FALSE = ['True', 'False'];
const WAITS = {
  status: ['True', 'False', 'Unknown'],
  reason: ['Waiting', 'Error', ''],
};
const PLAIN = { status: ['True', 'False', 'Unknown'], reason: [''] };

const every = (types, rule) =>
  Object.fromEntries(types.map(type => [type, rule]));

/** By kind: fields of the status, and what conditions there may be; `true` for a field of any value. */
export const CONTRACT = {
  'provisioning.cattle.io/Cluster': {
    fields: {
      ...every(['agentDeployed', 'ready', 'observedGeneration'], true),
      clusterName: /^c-m-[a-z0-9]{8}$/,
      clientSecretName: /-kubeconfig$/,
      fleetWorkspaceName: true,
    },
    conditions: {
      ...every(['Updated', 'Provisioned', 'Ready'], WAITS),
      ...every(['Waiting', 'Pending', 'Removed'], WAITS),
      ...every(['Stalled', 'Reconciling', 'RKECluster'], PLAIN),
      ClusterAutoscalerDeploymentReady: PLAIN,
    },
  },
  'management.cattle.io/Cluster': {
    fields: {},
    conditions: {
      Connected: { status: TRUE_FALSE, reason: [''] },
      Ready: { status: TRUE_FALSE, reason: ['', 'Disconnected'] },
      AgentDeployed: { status: TRUE_FALSE, reason: [''] },
    },
  },
  'rke.cattle.io/RKEControlPlane': {
    fields: {
      ...every(['agentConnected', 'initialized', 'ready'], true),
      ...every(['observedGeneration', 'certificateRotationGeneration'], true),
      ...every(['etcdSnapshotCreate', 'etcdSnapshotRestore'], true),
      etcdSnapshotCreatePhase: /^(Started|RestartCluster|Finished|Failed)$/,
      etcdSnapshotRestorePhase:
        /^(Started|Shutdown|Restore|PostRestorePodCleanup|InitialRestartCluster|PostRestoreNodeCleanup|RestartCluster|Finished|Failed)$/,
    },
    conditions: {
      Ready: WAITS,
      ...every(['Stable', 'Reconciled', 'Bootstrapped', 'Provisioned'], WAITS),
      ...every(['Updated', 'SystemUpgradeControllerReady'], WAITS),
      ...every(['ScalingUp', 'ScalingDown', 'RollingOut'], WAITS),
    },
  },
  'rke-machine.cattle.io/OpenstackMachine': {
    fields: {
      failureReason: /^CreateError$/,
      failureMessage: true,
    },
    conditions: every(['CreateJob', 'DeleteJob', 'Ready'], {
      status: ['True', 'False', 'Unknown'],
      reason: ['', 'CreateError', 'Waiting'],
    }),
  },
  'cluster.x-k8s.io/Machine': {
    fields: {
      phase:
        /^(Pending|Provisioning|Provisioned|Running|Deleting|Deleted|Failed|Unknown)$/,
      ...every(['addresses', 'nodeRef', 'bootstrapReady'], true),
      ...every(['infrastructureReady', 'observedGeneration'], true),
      ...every(['failureReason', 'failureMessage'], true),
    },
    conditions: {},
  },
  'cluster.x-k8s.io/MachineDeployment': {
    fields: {
      phase: /^(ScalingUp|ScalingDown|Running|Failed|Unknown)$/,
      ...every(['replicas', 'readyReplicas', 'updatedReplicas'], true),
      ...every(['availableReplicas', 'unavailableReplicas'], true),
      observedGeneration: true,
    },
    conditions: {},
  },
  'management.cattle.io/NodeDriver': {
    fields: {},
    conditions: every(['Downloaded', 'Installed', 'Active', 'Inactive'], {
      status: TRUE_FALSE,
      reason: [undefined],
    }),
  },
  'rke.cattle.io/ETCDSnapshot': { fields: { missing: true }, conditions: {} },
  'operation.cattle.io/ETCDSnapshotSave': {
    fields: {
      phase: /^(Pending|InProgress|Succeeded|Failed|Canceled)$/,
      step: /^(Preflight|Save|Restart)$/,
      observedGeneration: true,
    },
    conditions: {},
  },
  'operation.cattle.io/ETCDSnapshotRestore': {
    fields: {
      phase: /^(Pending|InProgress|Succeeded|Failed|Canceled)$/,
      step: /^(Preflight|Shutdown|Restore|PostRestorePodCleanup)$/,
      observedGeneration: true,
    },
    conditions: {},
  },
};

/**
 * @param {string} kind `GROUP/KIND`
 * @param {object} status as it is going to be written
 * @throws Error for what Rancher is not known to write
 */
export function checkStatus(kind, { conditions = [], ...fields }) {
  const rules = CONTRACT[kind] ?? refuse(`${kind} has no status`);
  for (const [name, value] of Object.entries(fields)) {
    const rule = rules.fields[name] ?? refuse(`${kind} has no status.${name}`);
    const pattern = rule === true ? ANY : rule;
    if (value !== null && !pattern.test(String(value))) {
      refuse(`${kind}: status.${name} is never '${value}'`);
    }
  }
  for (const { type, status, reason } of conditions) {
    const rule =
      rules.conditions[type] ?? refuse(`${kind} has no condition ${type}`);
    if (!rule.status.includes(status) || !rule.reason.includes(reason)) {
      refuse(`${kind}: ${type} is never ${status} with reason '${reason}'`);
    }
  }
}

function refuse(message) {
  throw new Error(`Not in the contract: ${message}`);
}
