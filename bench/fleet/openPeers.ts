// Makes a project of its own on the OpenStack peer and a user of its own on what plays Rancher, and prints how they are reached
// as one line of JSON. Removes the project when its stdin ends. Run by bench/fleet/measureRancher.mjs.
import { createPeerProject } from '../../plugins/pagoda-backend/src/testing/openStackPeer';
import { RancherPeer } from '../../plugins/pagoda-backend/src/testing/RancherPeer';

/** No limit, in the words of Nova and Cinder. */
const NONE = -1;

async function main(): Promise<void> {
  const { url, ca, token } = await RancherPeer.connect();
  const project = await createPeerProject('bench', {
    compute: { instances: NONE, cores: NONE, ram: NONE },
  });
  try {
    const { authUrl, region, auth } = project.connection;
    process.stdout.write(
      `${JSON.stringify({
        rancher: { url, ca, token },
        openstack: { authUrl, region, ...auth },
      })}\n`,
    );
    process.stdin.resume();
    await new Promise(resolve => process.stdin.once('end', resolve));
  } finally {
    await project.remove();
  }
}

main().catch(error => {
  console.error(error);
  process.exitCode = 1;
});
