#!/usr/bin/env node
// Makes volumes for the StorageClasses of the provisioner pagoda.test/local: folders of this machine as `local`
// PersistentVolumes. Unlike the controller manager's host-path volumes these heed fsGroup, so that unprivileged users can
// write to them, and they belong to one node, as block storage does. The size that a claim asks for is not enforced.
//
//   provisioner.mjs --server URL --ca FILE --cert FILE --key FILE --data FOLDER [--node NODE]
//
// Volumes of a class with the parameter `nodes: all` can be mounted on every node, as network storage can (KWOK nodes mount
// nothing anyway), and so can, without --node, those of claims that are bound at once.
// Protocol: annotations and rules of https://github.com/kubernetes/design-proposals-archive/blob/main/storage/container-storage-interface.md#provisioning-and-deleting
// as the volume controller of Kubernetes 1.34 (pkg/controller/volume/persistentvolume) carries them out.
import { mkdir, readFile, rm } from 'node:fs/promises';
import { Agent, request } from 'node:https';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';

const PROVISIONER = 'pagoda.test/local';
const CLAIMS = '/api/v1/persistentvolumeclaims';
const VOLUMES = '/api/v1/persistentvolumes';
const CLASSES = '/apis/storage.k8s.io/v1/storageclasses';
const HOST = 'kubernetes.io/hostname';

const { values } = parseArgs({
  options: {
    server: { type: 'string' },
    ca: { type: 'string' },
    cert: { type: 'string' },
    key: { type: 'string' },
    data: { type: 'string' },
    node: { type: 'string' },
  },
});
const data = resolve(values.data);
const agent = new Agent({
  keepAlive: true,
  ca: await readFile(values.ca),
  cert: await readFile(values.cert),
  key: await readFile(values.key),
});

/** Sends a request; answers with the response once its head is there. */
function send(method, path, body) {
  return new Promise((fulfil, reject) => {
    const message = request(new URL(path, values.server), {
      method,
      agent,
      headers: { 'Content-Type': 'application/json' },
    });
    message.on('response', fulfil).on('error', reject);
    message.end(body && JSON.stringify(body));
  });
}

/** The answer's object. Fails with what the API server says, except for the given status codes. */
async function call(method, path, { body, accept = [] } = {}) {
  const response = await send(method, path, body);
  let text = '';
  for await (const chunk of response.setEncoding('utf8')) {
    text += chunk;
  }
  const { statusCode } = response;
  if (statusCode >= 300 && !accept.includes(statusCode)) {
    throw new Error(`${method} ${path}: ${statusCode} ${text}`);
  }
  return JSON.parse(text);
}

async function provision(claim, storageClass) {
  const { name, namespace, uid, annotations } = claim.metadata;
  const node =
    storageClass.parameters?.nodes === 'all'
      ? undefined
      : (annotations['volume.kubernetes.io/selected-node'] ?? values.node);
  const folder = join(data, `pvc-${uid}`);
  await mkdir(folder, { recursive: true });
  await call('POST', VOLUMES, {
    accept: [409],
    body: {
      apiVersion: 'v1',
      kind: 'PersistentVolume',
      metadata: {
        name: `pvc-${uid}`,
        annotations: { 'pv.kubernetes.io/provisioned-by': PROVISIONER },
      },
      spec: {
        capacity: { storage: claim.spec.resources.requests.storage },
        accessModes: claim.spec.accessModes,
        volumeMode: 'Filesystem',
        storageClassName: storageClass.metadata.name,
        persistentVolumeReclaimPolicy: storageClass.reclaimPolicy ?? 'Delete',
        claimRef: {
          apiVersion: 'v1',
          kind: 'PersistentVolumeClaim',
          name,
          namespace,
          uid,
        },
        local: { path: folder },
        nodeAffinity: {
          required: {
            nodeSelectorTerms: [
              {
                matchExpressions: [
                  node
                    ? { key: HOST, operator: 'In', values: [node] }
                    : { key: HOST, operator: 'Exists' },
                ],
              },
            ],
          },
        },
      },
    },
  });
  console.log(`${namespace}/${name}: ${folder} on ${node ?? 'every node'}`);
}

async function remove(volume) {
  // The folder's name is this program's own: nothing else is ever deleted.
  await rm(join(data, volume.metadata.name), { recursive: true, force: true });
  const path = `${VOLUMES}/${encodeURIComponent(volume.metadata.name)}`;
  await call('DELETE', path, { accept: [404] });
  console.log(`${volume.metadata.name}: deleted`);
}

/** Whether the volume controller waits for this program to provide the claim's volume. */
function isWaiting({ metadata, spec, status }, storageClass) {
  return (
    status.phase === 'Pending' &&
    !spec.volumeName &&
    !metadata.deletionTimestamp &&
    metadata.annotations?.['volume.kubernetes.io/storage-provisioner'] ===
      PROVISIONER &&
    storageClass?.provisioner === PROVISIONER &&
    (storageClass.volumeBindingMode !== 'WaitForFirstConsumer' ||
      Boolean(metadata.annotations['volume.kubernetes.io/selected-node']))
  );
}

async function reconcile() {
  const [claims, volumes, classes] = await Promise.all(
    [CLAIMS, VOLUMES, CLASSES].map(path => call('GET', path)),
  );
  const byName = new Map(classes.items.map(one => [one.metadata.name, one]));
  const made = new Set(volumes.items.map(({ metadata }) => metadata.name));
  for (const claim of claims.items) {
    const storageClass = byName.get(claim.spec.storageClassName);
    if (
      isWaiting(claim, storageClass) &&
      !made.has(`pvc-${claim.metadata.uid}`)
    ) {
      await provision(claim, storageClass);
    }
  }
  for (const volume of volumes.items) {
    if (
      volume.status.phase === 'Released' &&
      volume.spec.persistentVolumeReclaimPolicy === 'Delete' &&
      !volume.metadata.deletionTimestamp &&
      volume.metadata.annotations?.['pv.kubernetes.io/provisioned-by'] ===
        PROVISIONER
    ) {
      await remove(volume);
    }
  }
}

// Changes only wake the loop, which then looks at everything: nothing depends on having seen a certain change.
let changed = true;
let wake = () => {};
function onChange() {
  changed = true;
  wake();
}
async function nextChange() {
  if (!changed) {
    await new Promise(fulfil => {
      wake = fulfil;
    });
  }
  // Many changes come together: one look is enough for all.
  await new Promise(fulfil => setTimeout(fulfil, 50));
  changed = false;
}

async function watch(path) {
  for (;;) {
    try {
      const response = await send('GET', `${path}?watch=1&timeoutSeconds=300`);
      const lines = createInterface({ input: response });
      for await (const line of lines) {
        if (line) {
          onChange();
        }
      }
    } catch (error) {
      console.error(`watching ${path}: ${error.message}`);
    }
    await new Promise(fulfil => setTimeout(fulfil, 1000));
    onChange();
  }
}

watch(CLAIMS);
watch(VOLUMES);
for (;;) {
  await nextChange();
  try {
    await reconcile();
  } catch (error) {
    console.error(error.message);
    setTimeout(onChange, 1000);
  }
}
