#!/usr/bin/env node
// NOT Rancher: see README.md.
//
//   fake-rancher.mjs --kubeconfig FILE --downstream FILE --port N --control N --generation 2.15 --tls-cert FILE --tls-key FILE
//     --tls-ca FILE --token-file FILE
import { readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { createControl } from './control.mjs';
import { readCrds } from './crds.mjs';
import { FakeRancher } from './FakeRancher.mjs';
import { Faults } from './Faults.mjs';
import { Front } from './Front.mjs';
import { KubeApi } from './KubeApi.mjs';
import * as at from './paths.mjs';
import { Users } from './Users.mjs';
import { webhookConfiguration } from './webhook.mjs';

const NAMESPACES = ['fleet-default', 'cattle-global-data'];
/** Values of Rancher 2.15 (rancher/rancher pkg/settings). */
const SETTINGS = {
  'kubeconfig-default-token-ttl-minutes': '43200',
  'kubeconfig-max-token-ttl-minutes': '129600',
  'auth-token-max-ttl-minutes': '129600',
};
const WEBHOOKS =
  '/apis/admissionregistration.k8s.io/v1/validatingwebhookconfigurations';

const string = { type: 'string' };
const { values } = parseArgs({
  options: {
    ...{ kubeconfig: string, downstream: string, generation: string },
    ...{ port: string, control: string, 'token-file': string },
    ...{ 'tls-cert': string, 'tls-key': string, 'tls-ca': string },
  },
});
const read = name => readFile(values[name], 'utf8');
const api = new KubeApi(values.kubeconfig);
const downstream = new KubeApi(values.downstream ?? values.kubeconfig);
const url = `https://127.0.0.1:${values.port}`;
const ca = await read('tls-ca');
const users = new Users();
users.add((await read('token-file')).trim(), 'user-administrator');
const faults = new Faults();
let generation = values.generation;
let isDriverActive = false;

/** A kubeconfig that leads through the front, as Rancher's do. */
function kubeconfigFor(id, user = 'user-administrator', bearer = undefined) {
  const token = bearer ?? users.create({ user }).bearer;
  const authority = Buffer.from(ca).toString('base64');
  return `apiVersion: v1
kind: Config
clusters: [{name: ${id}, cluster: {server: "${url}/k8s/clusters/${id}", certificate-authority-data: ${authority}}}]
users: [{name: ${id}, user: {token: "${token}"}}]
contexts: [{name: ${id}, context: {cluster: ${id}, user: ${id}}}]
current-context: ${id}
`;
}

/** Makes, changes and deletes CustomResourceDefinitions until they are those of the generation and the driver. */
async function applyCrds() {
  const wanted = readCrds(generation);
  for (const { driver, crd } of wanted) {
    const path = at.one(at.CRDS, crd.metadata.name);
    if (driver && !isDriverActive) {
      await api.delete(path);
    } else {
      await api.call(
        'PATCH',
        `${path}?fieldManager=fake-rancher&force=true`,
        crd,
        {
          type: 'application/apply-patch+yaml',
        },
      );
    }
  }
  const names = new Set(wanted.map(({ crd }) => crd.metadata.name));
  for (const { crd } of readCrds('2.15')) {
    if (!names.has(crd.metadata.name)) {
      await api.delete(at.one(at.CRDS, crd.metadata.name));
    }
  }
  for (const { driver, crd } of wanted) {
    if (!driver || isDriverActive) {
      await established(at.one(at.CRDS, crd.metadata.name));
    }
  }
}

async function established(path) {
  for (let tries = 0; tries < 100; tries += 1) {
    const { status } = await api.get(path);
    if (
      status?.conditions?.some(
        one => one.type === 'Established' && one.status === 'True',
      )
    ) {
      return;
    }
    await sleep(100);
  }
  throw new Error(`${path} is not served`);
}

// The webhook of an earlier start has nobody behind it yet.
await api.delete(at.one(WEBHOOKS, 'fake-rancher'));
const known = await api.find(at.one(at.NODE_DRIVERS, 'openstack'));
isDriverActive = known?.spec.active ?? false;
await applyCrds();
for (const name of NAMESPACES) {
  await api.create('/api/v1/namespaces', {
    ...{ apiVersion: 'v1', kind: 'Namespace', metadata: { name } },
  });
}
for (const [name, value] of Object.entries(SETTINGS)) {
  await api.create(at.SETTINGS, {
    apiVersion: 'management.cattle.io/v3',
    kind: 'Setting',
    metadata: { name },
    ...{ value: '', default: value },
  });
}
await api.create(at.NODE_DRIVERS, {
  apiVersion: 'management.cattle.io/v3',
  kind: 'NodeDriver',
  metadata: {
    name: 'openstack',
    annotations: { privateCredentialFields: 'password' },
  },
  spec: {
    ...{ active: false, addCloudCredential: false, builtin: true },
    ...{ displayName: 'openstack', url: 'local://' },
  },
});

const rancher = new FakeRancher({
  api,
  kubeconfigFor,
  onDriver: async active => {
    if (active !== isDriverActive) {
      isDriverActive = active;
      await applyCrds();
    }
  },
});
const front = new Front({
  ...{ api, downstream, users, faults, kubeconfigFor },
  tls: { cert: await read('tls-cert'), key: await read('tls-key') },
});
await front.listen(Number(values.port));
await api.create(WEBHOOKS, webhookConfiguration({ url: `${url}/webhook`, ca }));
rancher.start(new AbortController().signal);
createControl({
  ...{ rancher, users, faults },
  setGeneration: async wanted => {
    generation = wanted;
    await applyCrds();
  },
}).listen(Number(values.control), '127.0.0.1', () =>
  console.log(`${url}, plays Rancher ${generation}`),
);
