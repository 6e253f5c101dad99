import { join } from 'node:path';
import { root } from '../../scripts/lib/paths.mjs';
import { BenchCluster } from './BenchCluster.mjs';

const ADMISSION = '/apis/admissionregistration.k8s.io/v1beta1';
const NAME = 'runs-on-kwok';

/**
 * A cluster of nodes that KWOK plays, and one real node for what has to run for real: the data gateway. A policy of the
 * cluster sends the pods of runs to the former.
 *
 * @param {number} nodes
 */
export async function startKwokCluster(nodes) {
  const cluster = BenchCluster.start({
    nodes: `kubelet kwok:${nodes}`,
    apiFlags:
      '--feature-gates=MutatingAdmissionPolicy=true --runtime-config=admissionregistration.k8s.io/v1beta1=true',
  });
  try {
    cluster.run(join(root, 'infra/images/data-gateway/peer-image.sh'));
    await cluster.create(`${ADMISSION}/mutatingadmissionpolicies`, {
      apiVersion: 'admissionregistration.k8s.io/v1beta1',
      kind: 'MutatingAdmissionPolicy',
      metadata: { name: NAME },
      spec: {
        reinvocationPolicy: 'Never',
        matchConstraints: {
          resourceRules: [
            {
              apiGroups: [''],
              apiVersions: ['v1'],
              resources: ['pods'],
              operations: ['CREATE'],
            },
          ],
        },
        matchConditions: [
          {
            name: 'run',
            expression:
              "object.metadata.?labels['app.kubernetes.io/component'].orValue('') == 'run'",
          },
        ],
        mutations: [
          {
            patchType: 'JSONPatch',
            jsonPatch: {
              // Every pod has tolerations by now: those of nodes that are not ready.
              expression: `[
                JSONPatch{op: 'add', path: '/spec/nodeSelector', value: {'type': 'kwok'}},
                JSONPatch{op: 'add', path: '/spec/tolerations/-', value: Object.spec.tolerations{key: 'kwok.x-k8s.io/node', operator: 'Exists'}}
              ]`,
            },
          },
        ],
      },
    });
    await cluster.create(`${ADMISSION}/mutatingadmissionpolicybindings`, {
      apiVersion: 'admissionregistration.k8s.io/v1beta1',
      kind: 'MutatingAdmissionPolicyBinding',
      metadata: { name: NAME },
      spec: { policyName: NAME },
    });
  } catch (error) {
    cluster.stop();
    throw error;
  }
  return cluster;
}
