import {
  coreServices,
  createServiceFactory,
} from '@backstage/backend-plugin-api';
import {
  mockCredentials,
  mockServices,
  startTestBackend,
  type TestBackend,
} from '@backstage/backend-test-utils';
import type { Entity } from '@backstage/catalog-model';
import catalogPlugin from '@backstage/plugin-catalog-backend';
import type { JsonObject } from '@backstage/types';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import request from 'supertest';
import { PagodaPermissionPolicy } from '../permissions/PagodaPermissionPolicy';
import { DEFAULT_ADMINISTRATORS } from '../permissions/policyModule';
import { pagodaPlugin } from '../plugin';
import { pagodaCatalogModule } from './pagodaCatalogModule';

jest.setTimeout(60_000);

/** What a change may take to be seen, in milliseconds. */
const LIMIT = 5_000;

type User = 'administrator' | 'researcher' | 'stranger';

const userInfoFactory = createServiceFactory({
  service: coreServices.userInfo,
  deps: {},
  factory: async () => ({
    async getUserInfo({ principal }) {
      const { userEntityRef } = principal as { userEntityRef: string };
      return {
        userEntityRef,
        ownershipEntityRefs:
          userEntityRef === 'user:default/administrator'
            ? [userEntityRef, ...DEFAULT_ADMINISTRATORS]
            : [userEntityRef],
      };
    },
  }),
});

/** The real policy, asked without the way through the permission backend. */
const permissionsFactory = createServiceFactory({
  service: coreServices.permissions,
  deps: { userInfo: coreServices.userInfo },
  factory: async ({ userInfo }) => {
    const policy = new PagodaPermissionPolicy(
      DEFAULT_ADMINISTRATORS,
      async ({ principal }) => ({
        scope: 'session',
        projects: isUser(principal, 'researcher') ? ['vision'] : [],
      }),
    );
    return {
      authorizeConditional: (queries, options) =>
        Promise.all(
          queries.map(async ({ permission }) => {
            const { credentials } = options as {
              credentials: Parameters<typeof userInfo.getUserInfo>[0];
            };
            const info = await userInfo.getUserInfo(credentials);
            return policy.handle({ permission }, { credentials, info });
          }),
        ),
      async authorize() {
        throw new Error('Conditional decisions alone are asked for here');
      },
    };
  },
});

function isUser(principal: unknown, user: User): boolean {
  const { userEntityRef } = principal as { userEntityRef?: string };
  return userEntityRef === `user:default/${user}`;
}

describe('pagodaCatalogModule', () => {
  let backend: TestBackend;
  let dataDirectory: string;

  beforeAll(async () => {
    dataDirectory = await mkdtemp(join(tmpdir(), 'pagoda-catalog-'));
    backend = await startTestBackend({
      features: [
        pagodaPlugin,
        pagodaCatalogModule,
        catalogPlugin,
        permissionsFactory,
        userInfoFactory,
        mockServices.rootConfig.factory({
          data: {
            app: { baseUrl: 'http://localhost:3000' },
            permission: { enabled: true },
            // What app-config.yaml says: nothing here may depend on entities being processed often.
            catalog: { processingInterval: { minutes: 30 } },
            pagoda: { dataDirectory },
          },
        }),
      ],
    });
  });

  afterAll(async () => {
    await backend?.stop();
    await rm(dataDirectory, { recursive: true, force: true });
  });

  const header = (user: User) =>
    mockCredentials.user.header(`user:default/${user}`);

  async function pagoda(
    method: 'post' | 'put' | 'patch' | 'delete',
    path: string,
    body?: JsonObject,
  ) {
    const answer = await request(backend.server)
      [method](`/api/pagoda/v1${path}`)
      .set('Authorization', header('administrator'))
      .send(body);
    expect(answer.body).not.toHaveProperty('error');
    return answer.body;
  }

  async function find(
    ref: string,
    user: User = 'administrator',
  ): Promise<Entity | undefined> {
    const [, kind, namespace, name] = /^(.+):(.+)\/(.+)$/.exec(ref) ?? [];
    const { status, body } = await request(backend.server)
      .get(`/api/catalog/entities/by-name/${kind}/${namespace}/${name}`)
      .set('Authorization', header(user));
    return status === 200 ? body : undefined;
  }

  /** Waits for what is wanted of the catalog, and tells how long it took. */
  async function within<T>(
    look: () => Promise<T>,
    fits: (found: T) => boolean,
  ): Promise<T> {
    const start = Date.now();
    for (;;) {
      const found = await look();
      if (fits(found)) {
        expect(Date.now() - start).toBeLessThan(LIMIT);
        return found;
      }
      if (Date.now() - start > 4 * LIMIT) {
        throw new Error(
          `Not so after ${4 * LIMIT} ms: ${JSON.stringify(found)}`,
        );
      }
      await new Promise(resolve => setTimeout(resolve, 50));
    }
  }

  it('shows what is created, changed and deleted within 5 seconds', async () => {
    await within(
      () => find('resource:default/local'),
      entity => entity?.spec?.type === 'kubernetes-cluster',
    );

    await pagoda('post', '/projects', {
      name: 'vision',
      title: 'Computer vision',
      members: [
        { subject: 'user:default/researcher', role: 'owner' },
        { subject: 'group:default/vision', role: 'owner' },
      ],
    });
    const system = await within(
      () => find('system:default/vision'),
      entity => entity !== undefined,
    );
    expect(system).toMatchObject({
      metadata: {
        title: 'Computer vision',
        annotations: { 'pagoda.io/project': 'vision' },
      },
      spec: { type: 'research-project', owner: 'group:default/vision' },
    });

    await pagoda('post', '/projects/vision/volumes', {
      name: 'images',
      size: '1Gi',
    });
    await pagoda('post', '/projects/vision/experiments', {
      name: 'train',
      spec: {
        image: 'docker.io/library/node:24',
        command: ['node', '--version'],
        volumes: [{ name: 'images', path: 'images' }],
      },
    });
    const component = await within(
      () => find('component:default/vision.train'),
      entity => (entity?.relations ?? []).length >= 3,
    );
    expect(component?.relations).toEqual(
      expect.arrayContaining([
        { type: 'partOf', targetRef: 'system:default/vision' },
        { type: 'dependsOn', targetRef: 'resource:default/vision.images' },
        { type: 'ownedBy', targetRef: 'user:default/administrator' },
      ]),
    );
    const volume = await within(
      () => find('resource:default/vision.images'),
      entity => entity !== undefined,
    );
    expect(volume?.spec).toMatchObject({ type: 'volume', size: '1Gi' });

    await pagoda('patch', '/projects/vision', { title: 'Seeing' });
    await within(
      () => find('system:default/vision'),
      entity => entity?.metadata.title === 'Seeing',
    );

    // To members and administrators alone, as the projects themselves; clusters to all.
    expect(await find('system:default/vision', 'researcher')).toBeDefined();
    expect(
      await find('component:default/vision.train', 'researcher'),
    ).toBeDefined();
    expect(await find('system:default/vision', 'stranger')).toBeUndefined();
    const { body: list } = await request(backend.server)
      .get('/api/catalog/entities/by-query?fields=kind,metadata.name')
      .set('Authorization', header('stranger'))
      .expect(200);
    expect(list.items).toEqual([
      { kind: 'Resource', metadata: { name: 'local' } },
    ]);

    await pagoda('delete', '/projects/vision/volumes/images');
    await within(
      () => find('resource:default/vision.images'),
      entity => entity === undefined,
    );
    await pagoda('delete', '/projects/vision');
    await within(
      async () => [
        await find('system:default/vision'),
        await find('component:default/vision.train'),
      ],
      entities => entities.every(entity => entity === undefined),
    );
  });

  it.each(['records', 'changes'])(
    'keeps its internal route %s from everybody else',
    async path => {
      const statusFor = async (authorization: string) => {
        const { status } = await request(backend.server)
          .get(`/api/pagoda/internal/catalog/${path}`)
          .set('Authorization', authorization);
        return status;
      };
      const scaffolder = mockCredentials.service.header({
        onBehalfOf: mockCredentials.service('plugin:scaffolder'),
        targetPluginId: 'pagoda',
      });
      expect(await statusFor(mockCredentials.none.header())).toBe(401);
      expect(await statusFor(header('administrator'))).toBe(403);
      expect(await statusFor(scaffolder)).toBe(403);
    },
  );
});
