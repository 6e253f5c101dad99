import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BackendFeature } from '@backstage/backend-plugin-api';
import type { JsonObject } from '@backstage/types';
import {
  createFullPortal,
  type FullPortal,
} from '@pagoda/plugin-pagoda-backend/src/testing/createFullPortal';
import { stringify } from 'yaml';
import { pagodaScaffolderModule } from '../pagodaScaffolderModule';

/** How a task ended. */
export interface TaskResult {
  id: string;
  status: string;
  /** All lines of its log. */
  log: string;
  output: {
    links?: { title: string; url: string }[];
    text?: { title: string; content: string }[];
    [name: string]: unknown;
  };
}

/** A whole portal with the scaffolder, the sample project `demo` and templates. */
export interface ScaffolderPortal {
  portal: FullPortal;
  /** Calls PAGoDA's API as a persona; fails unless it succeeds. */
  pagoda(persona: string, method: string, path: string): Promise<JsonObject>;
  /** Runs a template as a persona, to its end. */
  run(
    persona: string,
    template: string,
    values: JsonObject,
  ): Promise<TaskResult>;
  stop(): Promise<void>;
}

/**
 * Starts a portal with templates, from files and as they are given.
 *
 * @param files - paths of template.yaml files
 * @param templates - steps by the names of their templates
 * @param more - added to the configuration key `pagoda`, and to the backend
 */
export async function createScaffolderPortal(
  files: string[],
  templates: Record<string, JsonObject> = {},
  more: { pagoda?: JsonObject; features?: BackendFeature[] } = {},
): Promise<ScaffolderPortal> {
  const folder = await mkdtemp(join(tmpdir(), 'pagoda-scaffolder-'));
  const written = await Promise.all(
    Object.entries(templates).map(async ([name, spec]) => {
      const path = join(folder, `${name}.yaml`);
      const entity = {
        apiVersion: 'scaffolder.backstage.io/v1beta3',
        kind: 'Template',
        metadata: { name },
        spec: { type: 'test', ...spec },
      };
      await writeFile(path, stringify(entity));
      return path;
    }),
  );
  const portal = await createFullPortal({
    features: [pagodaScaffolderModule, ...(more.features ?? [])],
    config: {
      catalog: {
        rules: [{ allow: ['Component', 'System', 'Resource', 'Template'] }],
        locations: [...files, ...written].map(target => ({
          type: 'file',
          target,
        })),
      },
      pagoda: {
        dataDirectory: join(folder, 'data'),
        samples: true,
        ...more.pagoda,
      },
    },
  });
  const tokens = new Map<string, Promise<string>>();
  const token = (persona: string) => {
    const signedIn = tokens.get(persona) ?? portal.signIn(persona);
    tokens.set(persona, signedIn);
    return signedIn;
  };

  async function send(
    persona: string,
    method: string,
    path: string,
    body?: JsonObject,
  ) {
    const answer = await portal.send(method, path, await token(persona), body);
    if (answer.status >= 400) {
      throw new Error(
        `${method} ${path}: ${answer.status} ${JSON.stringify(answer.body)}`,
      );
    }
    return answer.body;
  }

  const found = async (name: string) => {
    const { status } = await portal.send(
      'GET',
      `/api/catalog/entities/by-name/template/default/${name}`,
      await token('researcher'),
    );
    return status === 200;
  };

  return {
    portal,
    pagoda: (persona, method, path) =>
      send(persona, method, `/api/pagoda/v1${path}`),
    async run(persona, template, values) {
      await until(() => found(template), `template ${template}`);
      const { id } = await send(persona, 'POST', '/api/scaffolder/v2/tasks', {
        templateRef: `template:default/${template}`,
        values,
      });
      const path = `/api/scaffolder/v2/tasks/${id}`;
      let status = 'open';
      await until(async () => {
        status = (await send(persona, 'GET', path)).status;
        return status !== 'open' && status !== 'processing';
      }, `task of ${template}`);
      const events: { type: string; body: JsonObject }[] = await send(
        persona,
        'GET',
        `${path}/events`,
      );
      const completion = events.find(({ type }) => type === 'completion');
      return {
        id,
        status,
        log: events.map(({ body }) => String(body.message)).join('\n'),
        output: (completion?.body.output ?? {}) as TaskResult['output'],
      };
    },
    async stop() {
      await portal.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function until(
  reached: () => Promise<boolean>,
  what: string,
): Promise<void> {
  const deadline = Date.now() + 60_000;
  while (!(await reached())) {
    if (Date.now() > deadline) {
      throw new Error(`Waited a minute for the ${what}`);
    }
    await new Promise(resolve => setTimeout(resolve, 100));
  }
}
