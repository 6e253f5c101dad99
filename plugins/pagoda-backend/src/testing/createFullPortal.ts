import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createBackend } from '@backstage/backend-defaults';
import type { BackendFeature } from '@backstage/backend-plugin-api';
import { mockServices } from '@backstage/backend-test-utils';
import authPlugin from '@backstage/plugin-auth-backend';
import catalogPlugin from '@backstage/plugin-catalog-backend';
import scaffolderEntityModel from '@backstage/plugin-catalog-backend-module-scaffolder-entity-model';
import permissionPlugin from '@backstage/plugin-permission-backend';
import scaffolderPlugin from '@backstage/plugin-scaffolder-backend';
import type { JsonObject } from '@backstage/types';
import {
  pagodaCatalogModule,
  demoProviderModule,
  oidcProviderModule,
  pagodaPermissionPolicyModule,
  patProviderModule,
  scopedRootHttpRouter,
  default as pagodaPlugin,
} from '../index';

/** An answer of {@link FullPortal.send}. */
export interface FullAnswer {
  status: number;
  // The tests know what they asked for.
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  body: any;
}

/** The portal with nothing mocked: real tokens, sign-in, permissions, catalog and scaffolder. */
export interface FullPortal {
  url: string;
  /** Sends a request to a path such as `/api/pagoda/v1/whoami` with a bearer token. */
  send(
    method: string,
    path: string,
    token?: string,
    body?: object,
  ): Promise<FullAnswer>;
  /** The token of a demo persona that signs in. */
  signIn(persona: string): Promise<string>;
  /** Exchanges a personal access token for a Backstage token. */
  exchange(secret: string): Promise<string>;
  stop(): Promise<void>;
}

/**
 * Starts the backend as packages/backend puts it together, without the web app. It takes seconds: most tests are better off with
 * createTestPortal.
 */
export async function createFullPortal(
  options: {
    config?: JsonObject;
    /** Added to the configuration key `pagoda`. */
    pagoda?: JsonObject;
    features?: BackendFeature[];
  } = {},
): Promise<FullPortal> {
  const data = await mkdtemp(join(tmpdir(), 'pagoda-full-'));
  const port = await freePort();
  const url = `http://localhost:${port}`;
  const backend = createBackend();
  for (const feature of [
    mockServices.rootConfig.factory({
      data: {
        app: { baseUrl: url },
        backend: {
          baseUrl: url,
          listen: { port, host: 'localhost' },
          database: { client: 'better-sqlite3', connection: ':memory:' },
        },
        auth: { providers: { demo: { enabled: true }, pat: {} } },
        catalog: {
          rules: [
            { allow: ['Component', 'System', 'Resource', 'Template', 'User'] },
          ],
        },
        permission: { enabled: true },
        pagoda: { dataDirectory: data, samples: false, ...options.pagoda },
        ...options.config,
      },
    }),
    mockServices.rootLogger.factory(),
    scopedRootHttpRouter,
    authPlugin,
    catalogPlugin,
    scaffolderEntityModel,
    permissionPlugin,
    scaffolderPlugin,
    pagodaPlugin,
    pagodaCatalogModule,
    pagodaPermissionPolicyModule,
    demoProviderModule,
    oidcProviderModule,
    patProviderModule,
    ...(options.features ?? []),
  ]) {
    backend.add(feature);
  }
  try {
    await backend.start();
  } catch (error) {
    await rm(data, { recursive: true, force: true });
    throw error;
  }

  const portal: FullPortal = {
    url,
    async send(method, path, token, body) {
      const response = await fetch(`${url}${path}`, {
        method,
        headers: {
          ...(token ? { Authorization: `Bearer ${token}` } : {}),
          ...(body ? { 'Content-Type': 'application/json' } : {}),
        },
        body: body && JSON.stringify(body),
      });
      const text = await response.text();
      return {
        status: response.status,
        body:
          text.startsWith('{') || text.startsWith('[')
            ? JSON.parse(text)
            : text,
      };
    },
    async signIn(persona) {
      return tokenOf(
        await portal.send('GET', `/api/auth/demo/refresh?persona=${persona}`),
      );
    },
    async exchange(secret) {
      return tokenOf(await portal.send('GET', '/api/auth/pat/refresh', secret));
    },
    async stop() {
      await backend.stop();
      await rm(data, { recursive: true, force: true });
    },
  };
  return portal;
}

function tokenOf({ status, body }: FullAnswer): string {
  if (status !== 200) {
    throw new Error(`No token: ${JSON.stringify(body)}`);
  }
  return body.backstageIdentity.token;
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, 'localhost', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
}
