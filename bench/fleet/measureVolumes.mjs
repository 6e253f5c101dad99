import { dirname, join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import createKnex from 'knex';
import { BenchPortal } from '../kubernetes/BenchPortal.mjs';
import { inParallel, percentiles, round } from '../kubernetes/figures.mjs';
import { knexOptions } from './knexOptions.mjs';
import { openPeers } from './openPeers.mjs';
import { ServiceLog } from './ServiceLog.mjs';

/** How long making them, and removing them, may take, in milliseconds. */
const PATIENCE = 60 * 60_000;
/** How long the portal is watched when all is made, in milliseconds. */
const QUIET = 180_000;
/** Requests at the same time. */
const WIDTH = 16;
const PROJECT = 'bench';

/**
 * How long a portal takes to have volumes made by the real Cinder of the OpenStack peer, and removed again; what it asks Cinder
 * for meanwhile, and what memory it takes.
 *
 * @param {number} count of volumes
 */
export async function measureVolumes(count) {
  const peers = await openPeers({ rancher: false });
  let portal;
  try {
    portal = await BenchPortal.start({
      database: 'sqlite',
      config: {
        pagoda: {
          clouds: {
            openstack: [
              { name: 'campus', callsPerMinute: 6_000, ...peers.openstack },
            ],
          },
        },
      },
    });
    const log = join(
      dirname(process.env.OPENSTACK_PEER_CLOUDS),
      'log/cinder-api.log',
    );
    return await measure(portal, count, new ServiceLog(log, peers.project));
  } finally {
    await portal?.stop();
    await peers.close();
  }
}

async function measure(portal, count, calls) {
  await waitForOffers(portal);
  await portal.post('/projects', { name: PROJECT });
  const knex = createKnex(knexOptions(portal.database));
  const left = async where => {
    const [{ number }] = await knex('volumes')
      .where('project', PROJECT)
      .modify(where)
      .count({ number: '*' });
    return Number(number);
  };
  const names = Array.from({ length: count }, (_, index) => `data-${index}`);
  const before = portal.residentMiB;
  try {
    await calls.begin();
    const begun = performance.now();
    await inParallel(count, WIDTH, index =>
      portal.post(`/projects/${PROJECT}/volumes`, {
        ...{ name: names[index], size: '1Gi', cloud: 'campus' },
      }),
    );
    const asked = seconds(begun);
    console.log(`  ${count} asked for in ${asked} s`);
    await until(
      async () =>
        (await left(query => query.whereNot('phase', 'Available'))) === 0,
    );
    const made = seconds(begun);
    const making = await calls.end();
    console.log(`  made in ${made} s`);
    const page = await timePages(portal);
    await calls.begin();
    await sleep(QUIET);
    const settled = await calls.end();
    const held = portal.residentMiB;
    await calls.begin();
    const removalBegun = performance.now();
    await inParallel(count, WIDTH, index =>
      portal.delete(`/projects/${PROJECT}/volumes/${names[index]}`),
    );
    const askedToGo = seconds(removalBegun);
    await until(async () => (await left(() => undefined)) === 0);
    return {
      volumes: count,
      askedForSeconds: asked,
      madeSeconds: made,
      askedToGoSeconds: askedToGo,
      removedSeconds: seconds(removalBegun),
      callsPerMinute: { making, settled, removing: await calls.end() },
      pageOfVolumesMs: page,
      memoryMiB: { before, withAllVolumes: held, after: portal.residentMiB },
    };
  } finally {
    await knex.destroy();
  }
}

/** The page of volumes of a cloud, when all are there. */
async function timePages(portal) {
  const times = [];
  for (let i = 0; i < 50; i += 1) {
    const begun = performance.now();
    await portal.get('/volumes?cloud=campus&limit=50');
    times.push(performance.now() - begun);
  }
  return percentiles(times);
}

async function waitForOffers(portal) {
  for (let i = 0; i < 120; i += 1) {
    const { volumeTypes } = await portal.get('/clouds/campus/offers');
    if (volumeTypes.length > 0) {
      return;
    }
    await sleep(1_000);
  }
  throw new Error('The cloud offers no volume types');
}

async function until(isDone) {
  const deadline = performance.now() + PATIENCE;
  while (!(await isDone())) {
    if (performance.now() > deadline) {
      throw new Error('It takes too long');
    }
    await sleep(500);
  }
}

function seconds(begun) {
  return round((performance.now() - begun) / 1000);
}
