import { checkStatus } from './contract.mjs';

/**
 * Writes what of a status is new, after it was checked against what Rancher is known to write; conditions are kept by type,
 * with their times as strings, as Rancher has them.
 *
 * @param {import('./KubeApi.mjs').KubeApi} api
 * @param {string} path of the object, without `/status`
 * @param {object} object as it was read
 * @param {object} changes fields of the status; `conditions`: by type `[status, reason, message]`
 */
export async function writeStatus(api, path, object, changes) {
  const { conditions: wanted = {}, ...fields } = changes;
  const [group] = object.apiVersion.split('/');
  const before = object.status ?? {};
  const conditions = merge(before.conditions ?? [], wanted);
  const status = {
    ...changed(before, fields),
    ...(conditions && { conditions }),
  };
  if (Object.keys(status).length === 0) {
    return;
  }
  checkStatus(`${group}/${object.kind}`, status);
  await api.merge(`${path}/status`, { status }, { accept: [404] });
  object.status = { ...before, ...status };
}

function changed(before, fields) {
  return Object.fromEntries(
    Object.entries(fields).filter(
      ([name, value]) =>
        JSON.stringify(before[name] ?? null) !== JSON.stringify(value ?? null),
    ),
  );
}

/** `undefined` when nothing is new. */
function merge(before, wanted) {
  const now = new Date().toISOString().replace(/\.\d+/, '');
  let isNew = false;
  const after = new Map(before.map(one => [one.type, one]));
  for (const [type, [status, reason, message]] of Object.entries(wanted)) {
    const old = after.get(type);
    if (
      old?.status === status &&
      old.reason === reason &&
      old.message === message
    ) {
      continue;
    }
    isNew = true;
    after.set(type, {
      ...{ type, status, reason, message },
      lastUpdateTime: now,
      lastTransitionTime: old?.status === status ? old.lastTransitionTime : now,
    });
  }
  return isNew ? [...after.values()] : undefined;
}
