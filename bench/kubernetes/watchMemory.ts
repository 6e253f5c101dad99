// Watches the Jobs and pods of runs on a cluster as the portal does, and says what memory that takes. Run with --expose-gc by
// measureMemory.mjs:  watchMemory.ts KUBECONFIG-FILE
import { readFileSync } from 'node:fs';
import { KubernetesClient } from '../../plugins/pagoda-backend/src/clients/kubernetes/KubernetesClient';
import { parseKubeconfig } from '../../plugins/pagoda-backend/src/clients/kubernetes/parseKubeconfig';
import { ClusterWatch } from '../../plugins/pagoda-backend/src/engines/kubernetes/ClusterWatch';

/** Memory in use after everything that is not was given back, in MiB. */
function memory(): { heapMiB: number; residentMiB: number } {
  global.gc?.();
  global.gc?.();
  const { heapUsed, rss } = process.memoryUsage();
  const mebibytes = (bytes: number) => Math.round((bytes / 2 ** 20) * 10) / 10;
  return { heapMiB: mebibytes(heapUsed), residentMiB: mebibytes(rss) };
}

async function main(file: string): Promise<void> {
  const client = new KubernetesClient(
    parseKubeconfig(readFileSync(file, 'utf8')),
  );
  const watch = new ClusterWatch(client, 'bench');
  const before = memory();
  const begun = performance.now();
  watch.start();
  await watch.synced();
  const syncSeconds = Math.round((performance.now() - begun) / 100) / 10;
  const after = memory();
  console.log(JSON.stringify({ before, after, syncSeconds }));
  watch.stop();
  await client.close();
}

main(process.argv[2]).catch(error => {
  console.error(error);
  process.exitCode = 1;
});
