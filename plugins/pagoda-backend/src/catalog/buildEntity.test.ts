import {
  componentEntityV1alpha1Validator,
  EntityPolicies,
  FieldFormatEntityPolicy,
  groupEntityV1alpha1Validator,
  resourceEntityV1alpha1Validator,
  SchemaValidEntityPolicy,
  systemEntityV1alpha1Validator,
  userEntityV1alpha1Validator,
  type Entity,
  type KindValidator,
} from '@backstage/catalog-model';
import { buildEntity } from './buildEntity';
import { entityName, entityRef } from './entityNames';
import type { CatalogRecord } from './types';

const options = {
  appBaseUrl: 'https://pagoda.example.org',
  administrators: 'group:default/pagoda-administrators',
  namespacePrefix: 'pagoda-',
};

const policies = EntityPolicies.allOf([
  new SchemaValidEntityPolicy(),
  new FieldFormatEntityPolicy(),
]);

/** The entity, once the catalog's own rules for its kind have let it pass. */
async function build(
  record: CatalogRecord,
  validator: KindValidator,
): Promise<Entity> {
  const entity = buildEntity(record, options);
  await expect(policies.enforce(entity)).resolves.toBeDefined();
  await expect(validator.check(entity)).resolves.toBe(true);
  return entity;
}

describe('buildEntity', () => {
  it('makes a System of a project', async () => {
    const entity = await build(
      {
        kind: 'project',
        name: 'vision',
        title: 'Computer vision',
        description: '',
        owner: 'group:default/vision',
      },
      systemEntityV1alpha1Validator,
    );
    expect(entity).toEqual({
      apiVersion: 'backstage.io/v1alpha1',
      kind: 'System',
      metadata: {
        namespace: 'default',
        name: 'vision',
        title: 'Computer vision',
        annotations: {
          'pagoda.io/project': 'vision',
          'backstage.io/managed-by-location': 'pagoda:/projects/vision',
          'backstage.io/managed-by-origin-location': 'pagoda:/projects/vision',
        },
        tags: [],
        links: [
          {
            url: 'https://pagoda.example.org/projects/vision',
            title: 'Open in PAGoDA',
            icon: 'dashboard',
          },
        ],
      },
      spec: { type: 'research-project', owner: 'group:default/vision' },
    });
  });

  it('makes a Component of an experiment, with its relations', async () => {
    const entity = await build(
      {
        kind: 'experiment',
        project: 'vision',
        name: 'train',
        title: 'Train',
        description: 'Trains it',
        owner: 'user:default/researcher',
        revision: 3,
        image: 'registry.example.org:5000/ml/PyTorch_GPU:2.3@sha256:0123',
        volumes: ['images', 'models'],
      },
      componentEntityV1alpha1Validator,
    );
    expect(entity.metadata).toMatchObject({
      name: 'vision.train',
      description: 'Trains it',
      annotations: {
        'pagoda.io/project': 'vision',
        'pagoda.io/experiment': 'train',
      },
      tags: ['pytorch-gpu'],
      links: [{ url: 'https://pagoda.example.org/experiments/vision/train' }],
    });
    expect(entity.spec).toEqual({
      type: 'experiment',
      lifecycle: 'experimental',
      owner: 'user:default/researcher',
      system: 'system:default/vision',
      dependsOn: [
        'resource:default/vision.images',
        'resource:default/vision.models',
      ],
    });
  });

  it('makes Resources of a volume and of a cluster', async () => {
    const volume = await build(
      {
        kind: 'volume',
        project: 'vision',
        name: 'images',
        description: 'Photos',
        owner: 'user:default/researcher',
        cluster: 'local',
        provider: 'directory',
        size: '10Gi',
      },
      resourceEntityV1alpha1Validator,
    );
    expect(volume).toMatchObject({
      metadata: {
        name: 'vision.images',
        title: 'images',
        tags: ['directory'],
        annotations: { 'pagoda.io/volume': 'images' },
      },
      spec: {
        type: 'volume',
        system: 'system:default/vision',
        size: '10Gi',
      },
    });
    const links = [
      { title: 'Open in PAGoDA' },
      {
        title: 'Cluster local',
        url: 'https://pagoda.example.org/clusters/local',
      },
    ];
    expect(volume.metadata.links).toMatchObject(links);

    const inCloud = await build(
      {
        kind: 'volume',
        project: 'vision',
        name: 'raw',
        description: '',
        owner: 'user:default/researcher',
        provider: 'cinder',
        size: '100Gi',
        inCloud: {
          ...{ cloud: 'campus', volumeType: 'fast', phase: 'Available' },
          links: [{ title: 'Dashboard', url: 'https://campus.test/4f1c/' }],
        },
      },
      resourceEntityV1alpha1Validator,
    );
    expect(inCloud.metadata).toMatchObject({
      annotations: {
        'pagoda.io/volume': 'raw',
        'pagoda.io/cloud': 'campus',
        'pagoda.io/volume-type': 'fast',
        'pagoda.io/phase': 'Available',
      },
      links: [
        { title: 'Open in PAGoDA' },
        { title: 'Dashboard', url: 'https://campus.test/4f1c/' },
      ],
    });
    expect(inCloud.spec).not.toHaveProperty('dependsOn');

    const cluster = await build(
      {
        kind: 'cluster',
        name: 'local',
        title: 'This machine',
        description: '',
        provisioner: 'local',
        engine: 'process',
      },
      resourceEntityV1alpha1Validator,
    );
    expect(cluster).toMatchObject({
      metadata: { name: 'local', tags: ['local', 'process'] },
      spec: { type: 'kubernetes-cluster', owner: options.administrators },
    });
    expect(cluster.metadata.annotations).not.toHaveProperty([
      'pagoda.io/project',
    ]);
  });

  it('makes a Resource of who had a cluster made, with where else it is shown', async () => {
    const links = [{ title: 'Rancher', url: 'https://rancher.test/c/lab' }];
    const cluster = await build(
      {
        ...{ kind: 'cluster', name: 'lab', title: 'Lab', description: '' },
        ...{ provisioner: 'rancher', engine: 'kubernetes' },
        provisioned: {
          ...{ owner: 'user:default/ada', cloud: 'ranch', links },
          phase: 'Provisioning',
        },
      },
      resourceEntityV1alpha1Validator,
    );
    expect(cluster).toMatchObject({
      metadata: {
        annotations: {
          'pagoda.io/cloud': 'ranch',
          'pagoda.io/phase': 'Provisioning',
        },
        links: [{ title: 'Open in PAGoDA' }, links[0]],
      },
      spec: { owner: 'user:default/ada' },
    });
  });

  it('makes a User and a Group of what an identity provider told', async () => {
    const user = await build(
      {
        kind: 'user',
        name: 'ada',
        displayName: 'Ada Lovelace',
        email: 'ada@example.org',
        groups: ['engines'],
      },
      userEntityV1alpha1Validator,
    );
    expect(user.spec).toEqual({
      profile: { displayName: 'Ada Lovelace', email: 'ada@example.org' },
      memberOf: ['engines'],
    });
    const group = await build(
      { kind: 'group', name: 'engines', title: 'Analytical engines' },
      groupEntityV1alpha1Validator,
    );
    expect(group).toMatchObject({
      metadata: { name: 'engines' },
      spec: { type: 'team', children: [] },
    });
    // No project, so they are for all to see.
    for (const { metadata } of [user, group]) {
      expect(metadata.annotations).not.toHaveProperty(['pagoda.io/project']);
    }
  });

  it('keeps names of long pairs within the limit, and apart', async () => {
    const long = (name: string): CatalogRecord => ({
      kind: 'volume',
      project: 'p'.repeat(63),
      name,
      description: '',
      owner: 'user:default/researcher',
      cluster: 'local',
      provider: 'directory',
      size: '1Gi',
    });
    const a = await build(
      long('a'.repeat(63)),
      resourceEntityV1alpha1Validator,
    );
    const b = await build(
      long('b'.repeat(63)),
      resourceEntityV1alpha1Validator,
    );
    expect(a.metadata.name).toHaveLength(63);
    expect(a.metadata.name).not.toBe(b.metadata.name);
    expect(entityRef(long('a'.repeat(63)))).toBe(
      `resource:default/${a.metadata.name}`,
    );
    // 63 characters together, so it stays as it is.
    const fits = {
      kind: 'volume',
      project: 'p'.repeat(31),
      name: 'v'.repeat(31),
    } as const;
    expect(entityName(fits)).toBe(`${fits.project}.${fits.name}`);
  });
});
