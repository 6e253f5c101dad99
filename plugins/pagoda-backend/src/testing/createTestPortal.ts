import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  coreServices,
  createServiceFactory,
  type BackendFeature,
} from '@backstage/backend-plugin-api';
import {
  mockCredentials,
  mockServices,
  startTestBackend,
  type TestBackend,
} from '@backstage/backend-test-utils';
import type { Member, ProjectCreate } from '@pagoda/plugin-pagoda-common';
import type { JsonObject } from '@backstage/types';
import createKnex, { type Knex } from 'knex';
import request, { type Test } from 'supertest';
import { PagodaPermissionPolicy } from '../permissions/PagodaPermissionPolicy';
import { DEFAULT_ADMINISTRATORS } from '../permissions/policyModule';
import { pagodaPlugin } from '../plugin';

/**
 * The users of a test portal. In the project `demo` the first three have the role of their name; `stranger` is in no
 * project.
 */
export type TestUser =
  'owner' | 'researcher' | 'viewer' | 'stranger' | 'administrator';

/** What {@link createTestPortal} may be told. */
export interface TestPortalOptions {
  /** The database; a new SQLite file by default. It is not destroyed at the end. */
  knex?: Knex;
  /** Added to the configuration key `pagoda`. */
  config?: JsonObject;
  /** More plugins and modules, and services that replace the usual ones. */
  features?: BackendFeature[];
  /** Leave the project `demo` out. */
  empty?: boolean;
}

/** Sends requests as one user; paths are relative to `/api/pagoda/v1`. */
export interface TestClient {
  get(path: string): Test;
  post(path: string, body?: object): Test;
  put(path: string, body?: object): Test;
  patch(path: string, body?: object): Test;
  delete(path: string): Test;
}

/** PAGoDA's whole backend plugin on a free port, with the real policy, a real database and a data directory of its own. */
export interface TestPortal {
  /** Such as `http://localhost:41234/api/pagoda/v1`. */
  baseUrl: string;
  server: TestBackend['server'];
  knex: Knex;
  dataDirectory: string;
  /** A client of the user; of nobody when left out. */
  as(user?: TestUser): TestClient;
  /** Bearer header of the user, for other clients. */
  header(user: TestUser): string;
  /** Makes a project, by default with the members of `demo`. */
  createProject(project: ProjectCreate): Promise<void>;
  /** Stops the backend and starts it again on the same data, as after a restart of the host. */
  restart(): Promise<void>;
  /** Stops the backend and removes its data. Call it at the end of the test. */
  stop(): Promise<void>;
}

/** Entity reference of a test user. */
export function testUserRef(user: TestUser): string {
  return `user:default/${user}`;
}

/** The members of the project `demo`. */
export const TEST_MEMBERS: Member[] = [
  { subject: 'user:default/owner', role: 'owner' },
  { subject: 'user:default/researcher', role: 'researcher' },
  { subject: 'user:default/viewer', role: 'viewer' },
];

function ownershipEntityRefs(userEntityRef: string): string[] {
  return userEntityRef === testUserRef('administrator')
    ? [userEntityRef, ...DEFAULT_ADMINISTRATORS]
    : [userEntityRef];
}

const userInfoFactory = createServiceFactory({
  service: coreServices.userInfo,
  deps: {},
  factory: async () => ({
    async getUserInfo({ principal }) {
      const { userEntityRef } = principal as { userEntityRef: string };
      return {
        userEntityRef,
        ownershipEntityRefs: ownershipEntityRefs(userEntityRef),
      };
    },
  }),
});

/** The real policy, asked without the way through the permission backend. */
const permissionsFactory = createServiceFactory({
  service: coreServices.permissions,
  deps: {
    config: coreServices.rootConfig,
    userInfo: coreServices.userInfo,
  },
  factory: async ({ config, userInfo }) => {
    const policy = new PagodaPermissionPolicy(
      DEFAULT_ADMINISTRATORS,
      async () => ({ scope: 'session', projects: [] }),
      config.getOptionalStringArray('pagoda.clusterCreators'),
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
        throw new Error('PAGoDA asks for conditional decisions alone');
      },
    };
  },
});

/** Starts a portal for tests. What it takes from Backstage beyond the plugin itself are mocks, so that it starts fast. */
export async function createTestPortal(
  options: TestPortalOptions = {},
): Promise<TestPortal> {
  const dataDirectory = await mkdtemp(join(tmpdir(), 'pagoda-test-'));
  const knex = options.knex ?? openSqlite(join(dataDirectory, 'pagoda.sqlite'));
  const start = () =>
    startTestBackend({
      features: [
        pagodaPlugin,
        mockServices.rootConfig.factory({
          data: {
            app: { baseUrl: 'http://localhost:3000' },
            permission: { enabled: true },
            pagoda: { dataDirectory, ...options.config },
          },
        }),
        createServiceFactory({
          service: coreServices.database,
          deps: {},
          factory: async () => ({ getClient: async () => knex }),
        }),
        userInfoFactory,
        permissionsFactory,
        ...(options.features ?? []),
      ],
    });
  let backend = await start();
  let stopped = false;

  const portal: TestPortal = {
    get baseUrl() {
      return `http://localhost:${backend.server.port()}/api/pagoda/v1`;
    },
    get server() {
      return backend.server;
    },
    knex,
    dataDirectory,
    header: user => mockCredentials.user.header(testUserRef(user)),
    as: user => {
      const send = (
        method: 'get' | 'post' | 'put' | 'patch' | 'delete',
        path: string,
        body?: object,
      ) => {
        const test = request(backend.server)[method](`/api/pagoda/v1${path}`);
        test.set(
          'Authorization',
          user ? portal.header(user) : mockCredentials.none.header(),
        );
        return body === undefined ? test : test.send(body);
      };
      return {
        get: path => send('get', path),
        post: (path, body) => send('post', path, body),
        put: (path, body) => send('put', path, body),
        patch: (path, body) => send('patch', path, body),
        delete: path => send('delete', path),
      };
    },
    async createProject(project) {
      const { status, body } = await portal
        .as('administrator')
        .post('/projects', { members: TEST_MEMBERS, ...project });
      if (status !== 201) {
        throw new Error(
          `Project '${project.name}' was not made: ${JSON.stringify(body)}`,
        );
      }
    },
    async restart() {
      await backend.stop();
      backend = await start();
    },
    async stop() {
      if (stopped) {
        return;
      }
      stopped = true;
      await backend.stop();
      if (!options.knex) {
        await knex.destroy();
      }
      await rm(dataDirectory, { recursive: true, force: true });
    },
  };
  if (!options.empty) {
    await portal.createProject({ name: 'demo', title: 'Demo' });
  }
  return portal;
}

function openSqlite(filename: string): Knex {
  return createKnex({
    client: 'better-sqlite3',
    connection: { filename },
    useNullAsDefault: true,
  });
}
