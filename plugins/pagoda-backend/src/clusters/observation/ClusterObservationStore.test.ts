import { TestDatabases } from '@backstage/backend-test-utils';
import { openDatabase } from '../../database/PagodaDatabase';
import { ClusterStore } from '../ClusterStore';
import {
  ClusterObservationStore,
  type ClusterObservation,
} from './ClusterObservationStore';

const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_15'] });

const SEEN: NonNullable<ClusterObservation['seen']> = {
  version: 'v1.34.1',
  capacity: { cpu: 3.5, memoryBytes: 2 ** 33, gpu: 1 },
  nodes: [
    {
      ...{ name: 'a', ready: true, schedulable: true, labels: {}, taints: [] },
      capacity: { cpu: 4, memoryBytes: 2 ** 33, gpu: 1 },
      allocatable: { cpu: 3.5, memoryBytes: 2 ** 33, gpu: 1 },
      ...{ version: 'v1.34.1', operatingSystem: 'Debian (amd64)' },
    },
  ],
  features: {
    storageClasses: [],
    kueue: { installed: true, version: 'v1beta2' },
    metrics: false,
    queues: [{ namespace: 'pagoda-demo', name: 'main', clusterQueue: 'lab' }],
  },
};

describe.each(databases.eachSupportedId())('observations on %p', id => {
  it('keep what was seen while a cluster is away, and heed changes of the connection', async () => {
    const knex = await databases.init(id);
    await openDatabase({ getClient: async () => knex });
    const clusters = new ClusterStore(knex);
    const observations = new ClusterObservationStore(knex);
    await clusters.create(
      {
        ...{ name: 'lab', title: 'Lab', description: '' },
        ...{ provisioner: 'existing', engine: 'kubernetes' },
      },
      async () => {},
      () => ({}),
    );
    expect(await clusters.find('lab')).not.toHaveProperty('nodes');
    expect(await observations.nodes('lab')).toEqual([]);

    const look = { generation: 1, conditions: [] };
    await observations.observe('lab', { ...look, phase: 'Ready', seen: SEEN });
    const answered = (await clusters.find('lab'))!;
    expect(answered).toMatchObject({
      ...{ phase: 'Ready', version: 'v1.34.1', capacity: SEEN.capacity },
      ...{ nodes: { total: 1, ready: 1 }, features: SEEN.features },
      observedGeneration: 1,
    });
    expect(await observations.nodes('lab')).toEqual(SEEN.nodes);

    await observations.observe('lab', { ...look, phase: 'Unreachable' });
    expect(await clusters.find('lab')).toMatchObject({
      ...{ phase: 'Unreachable', capacity: SEEN.capacity },
      contactedAt: answered.contactedAt,
    });

    await clusters.update('lab', {}, async () => {});
    await observations.observe('lab', { ...look, phase: 'Ready', seen: SEEN });
    expect((await clusters.find('lab'))?.phase).toBe('Unreachable');
    await observations.observe('gone', { ...look, phase: 'Ready', seen: SEEN });
    expect(await knex('cluster_observations').pluck('cluster')).toEqual([
      'lab',
    ]);
    // What the catalog shows has not changed since.
    expect(await knex('entity_changes').where({ name: 'lab' })).toHaveLength(2);
  });
});
