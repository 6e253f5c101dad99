import { performance } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import createKnex from 'knex';
import { BenchPortal } from '../kubernetes/BenchPortal.mjs';
import { inParallel, round } from '../kubernetes/figures.mjs';
import { CallCounter } from './CallCounter.mjs';
import { knexOptions } from './knexOptions.mjs';
import { openPeers } from './openPeers.mjs';

/** How long it may take altogether, in milliseconds. */
const PATIENCE = 30 * 60_000;
/** How long the portal is watched when all is made, in milliseconds. */
const QUIET = 60_000;

/**
 * How long a portal takes to have clusters made by what plays Rancher, and removed again; what it asks Rancher for meanwhile,
 * and what memory it takes. The peers have to run: see their READMEs below testing/peers.
 *
 * @param {number} count of clusters
 */
export async function measureRancher(count) {
  const peers = await openPeers({ rancher: true });
  let portal;
  try {
    portal = await BenchPortal.start({
      database: 'sqlite',
      config: configOf(peers),
    });
    return await measure(portal, count, peers.rancher.token);
  } finally {
    await portal?.stop();
    await peers.close();
  }
}

function configOf({ rancher, openstack }) {
  return {
    pagoda: {
      kubernetes: { namespacePrefix: 'bench-' },
      clouds: {
        openstack: [{ name: 'campus', callsPerMinute: 6_000, ...openstack }],
        rancher: [
          {
            ...{ name: 'ranch', openstack: 'campus', ...rancher },
            callsPerMinute: 6_000,
            versions: ['v1.33.5+rke2r1'],
          },
        ],
      },
    },
  };
}

async function measure(portal, count, token) {
  const offers = await waitForOffers(portal);
  const calls = new CallCounter(token);
  const knex = createKnex(knexOptions(portal.database));
  const suffix = Date.now().toString(36);
  const names = Array.from(
    { length: count },
    (_, index) => `bench-${suffix}-${index}`,
  );
  const before = portal.residentMiB;
  try {
    await calls.begin();
    const begun = performance.now();
    await inParallel(count, 8, index =>
      portal.post('/clusters:provision', planOf(names[index], offers)),
    );
    const asked = seconds(begun);
    console.log(`  ${count} asked for in ${asked} s`);
    await until(calls, async () => {
      const [{ made }] = await knex('cluster_plans')
        .where({ settled: true, phase: 'Ready' })
        .count({ made: '*' });
      return Number(made) >= count;
    });
    const made = seconds(begun);
    const making = calls.end();
    console.log(`  made in ${made} s`);
    await calls.begin();
    await until(
      calls,
      async () => performance.now() - begun > made * 1000 + QUIET,
    );
    const resting = calls.end();
    const held = portal.residentMiB;
    await calls.begin();
    const removalBegun = performance.now();
    await inParallel(count, 8, index =>
      portal.delete(`/clusters/${names[index]}`),
    );
    await until(calls, async () => {
      const [{ left }] = await knex('cluster_plans').count({ left: '*' });
      return Number(left) === 0;
    });
    return {
      clusters: count,
      askedForSeconds: asked,
      madeSeconds: made,
      removedSeconds: seconds(removalBegun),
      callsPerMinute: {
        making,
        settled: resting,
        removing: calls.end(),
      },
      memoryMiB: { before, withAllClusters: held, after: portal.residentMiB },
    };
  } finally {
    await knex.destroy();
  }
}

async function waitForOffers(portal) {
  for (let i = 0; i < 120; i += 1) {
    const offers = await portal.get('/clouds/ranch/offers');
    if (offers.flavors.length > 0 && offers.versions.length > 0) {
      return offers;
    }
    await sleep(1_000);
  }
  throw new Error('The clouds offer nothing');
}

function planOf(name, { flavors, images, networks, versions }) {
  // The smallest that a node may have.
  const flavor = flavors.find(
    ({ cores, memoryBytes }) => cores >= 2 && memoryBytes >= 4 * 2 ** 30,
  );
  const pool = { flavor: flavor.name, image: images[0].name };
  return {
    ...{ name, provisioner: 'rancher', cloud: 'ranch' },
    network: networks.find(({ external }) => !external).name,
    ...{ version: versions[0], deletionProtection: false },
    pools: [
      { ...pool, name: 'control', role: 'control-plane', count: 1 },
      { ...pool, name: 'work', role: 'worker', count: 2 },
    ],
  };
}

async function until(calls, isDone) {
  const deadline = performance.now() + PATIENCE;
  while (!(await isDone())) {
    if (performance.now() > deadline) {
      throw new Error('It takes too long');
    }
    await calls.look();
    await sleep(500);
  }
  await calls.look();
}

function seconds(begun) {
  return round((performance.now() - begun) / 1000);
}
