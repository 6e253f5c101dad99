import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { root } from '../../scripts/lib/paths.mjs';

const NEEDED = {
  openstack: ['OPENSTACK_PEER_AUTH_URL'],
  rancher: ['RANCHER_PEER_URL', 'RANCHER_PEER_CONTROL'],
};

/**
 * A project of its own on the OpenStack peer and, where it is wanted, a user on what plays Rancher. The peers have to run: see
 * their READMEs below testing/peers.
 *
 * @param {{rancher: boolean}} options
 * @returns {Promise<{openstack: object, project: string, rancher?: object, close: () => Promise<void>}>} settings of the
 *   portal, and the id of the project
 */
export async function openPeers({ rancher }) {
  const missing = [
    ...NEEDED.openstack,
    ...(rancher ? NEEDED.rancher : []),
  ].filter(name => !process.env[name]);
  if (missing.length > 0) {
    throw new Error(
      `${missing.join(', ')} missing: start testing/peers/openstack${rancher ? ' and testing/peers/rancher' : ''}, and set what they print`,
    );
  }
  const child = spawn(
    process.execPath,
    [
      '--require',
      join(root, 'node_modules/@backstage/cli-node/config/nodeTransform.cjs'),
      join(root, 'bench/fleet/usePeers.ts'),
      ...(rancher ? ['rancher'] : []),
    ],
    { cwd: root, stdio: ['pipe', 'pipe', 'inherit'] },
  );
  const [line] = await Promise.race([
    once(createInterface(child.stdout), 'line'),
    once(child, 'exit').then(() => {
      throw new Error('The peers could not be used');
    }),
  ]);
  return {
    ...JSON.parse(line),
    close: async () => {
      child.stdin.end();
      await once(child, 'exit');
    },
  };
}
