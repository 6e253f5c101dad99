// Makes a project of its own on the OpenStack peer and, with the argument `rancher`, a user of its own on what plays Rancher, and
// prints how they are reached as one line of JSON. Removes the project when its stdin ends. Run by bench/fleet/openPeers.mjs.
import { createPeerProject } from '../../plugins/pagoda-backend/src/testing/openStackPeer';
import { RancherPeer } from '../../plugins/pagoda-backend/src/testing/RancherPeer';

/** No limit, in the words of Nova and Cinder. */
const NONE = -1;

async function main(): Promise<void> {
  const rancher =
    process.argv[2] === 'rancher' ? await RancherPeer.connect() : undefined;
  const project = await createPeerProject('bench', {
    compute: { instances: NONE, cores: NONE, ram: NONE },
    blockStorage: { volumes: NONE, gigabytes: NONE, snapshots: NONE },
  });
  try {
    const { authUrl, region, auth } = project.connection;
    process.stdout.write(
      `${JSON.stringify({
        ...(rancher && {
          rancher: { url: rancher.url, ca: rancher.ca, token: rancher.token },
        }),
        openstack: { authUrl, region, ...auth },
        project: project.id,
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
